// Tile of Rows x Columns PEs: operands are broadcast inside it and leave for the next tiles through one register.
//
// The PE type comes in by macros (LOP_PKG, LOP_PE, LOP_COLUMN), set from its line in models/pe/pe_catalog.def.
// Finished outputs leave downwards, one row a cycle; a tile waits until the tiles below it have sent theirs.
module pe_tile #(
  parameter  logic [31:0] Variant      = '0,
  parameter  int unsigned Rows         = 1,
  parameter  int unsigned Columns      = 1,
  parameter  int unsigned TilesBelow   = 0,
  localparam int unsigned ControlWidth = 5 + `LOP_PKG::ModeWidth,
  // Of one row and of one column: what the PEs take, and above it what the column units take at the end of a group.
  localparam int unsigned RowWidth     = `LOP_PKG::ActivationOperandWidth + `LOP_PKG::RowOperandWidth,
  localparam int unsigned ColumnWidth  = `LOP_PKG::WeightOperandWidth + `LOP_PKG::ColumnOperandWidth
) (
  input  logic                                                clk_i,
  input  logic                                                rst_ni,
  input  logic [ControlWidth-1:0]                             ctl_i,
  input  logic [Rows*RowWidth-1:0]                            activation_i,
  input  logic [Columns*ColumnWidth-1:0]                      weight_i,
  input  logic                                                psum_valid_i,
  input  logic [Columns*`LOP_PKG::AccumulatorWidth-1:0]       psum_i,
  output logic [ControlWidth-1:0]                             ctl_o,
  output logic [Rows*RowWidth-1:0]                            activation_o,
  output logic [Columns*ColumnWidth-1:0]                      weight_o,
  output logic                                                psum_valid_o,
  output logic [Columns*`LOP_PKG::AccumulatorWidth-1:0]       psum_o
);

  localparam int unsigned IndexWidth  = (Rows > 1) ? $clog2(Rows) : 1;
  localparam int unsigned ResultWidth = `LOP_PKG::ResultWidth;
  localparam int unsigned PsumWidth   = `LOP_PKG::AccumulatorWidth;
  localparam int unsigned DrainStage  = `LOP_PKG::pe_latency(Variant) + `LOP_PKG::group_end_cycles(Variant);
  localparam int unsigned EmitStage   = DrainStage + `LOP_PKG::ColumnLatency;
  localparam int unsigned Stages      = EmitStage + 1;

  // Control words of this cycle and of the cycles before, stage 0 first.
  logic [ControlWidth*Stages-1:0] ctl;
  assign ctl[ControlWidth-1:0] = ctl_i;
  for (genvar s = 1; s < Stages; s++) begin : gen_stages
    logic                    valid_q;
    logic [ControlWidth-2:0] word_q;
    always_ff @(posedge clk_i) begin
      if (!rst_ni) valid_q <= 1'b0;
      else valid_q <= ctl[ControlWidth*(s-1)];
    end
    always_ff @(posedge clk_i) word_q <= ctl[ControlWidth*(s-1)+1+:ControlWidth-1];
    assign ctl[ControlWidth*s+:ControlWidth] = {word_q, valid_q};
  end

  // Which rows the column units read and send this cycle.
  logic                drained, drain_head_q, drain_last_q, drain_head, drain_last, row_valid, emitted, emit_valid;
  logic [IndexWidth-1:0] row, emit_row;
  assign drained    = ctl[ControlWidth*DrainStage] & ctl[ControlWidth*DrainStage+2];
  assign emitted    = ctl[ControlWidth*EmitStage] & ctl[ControlWidth*EmitStage+4];
  assign drain_head = drained ? ctl[ControlWidth*DrainStage+3] : drain_head_q;
  assign drain_last = drained ? ctl[ControlWidth*DrainStage+4] : drain_last_q;
  always_ff @(posedge clk_i) begin
    if (drained) begin
      drain_head_q <= ctl[ControlWidth*DrainStage+3];
      drain_last_q <= ctl[ControlWidth*DrainStage+4];
    end
  end
  row_counter #(.Rows(Rows), .Wait(0)) u_drain_rows (
    .clk_i  (clk_i),
    .rst_ni (rst_ni),
    .start_i(drained),
    .valid_o(row_valid),
    .row_o  (row)
  );
  row_counter #(.Rows(Rows), .Wait(TilesBelow * Rows)) u_emit_rows (
    .clk_i  (clk_i),
    .rst_ni (rst_ni),
    .start_i(emitted),
    .valid_o(emit_valid),
    .row_o  (emit_row)
  );

  // What came with the last step of a group, held for the column units like the PEs' results.
  localparam int unsigned RowPorts    = (`LOP_PKG::RowOperandWidth > 0) ? Rows * `LOP_PKG::RowOperandWidth : 1;
  localparam int unsigned ColumnPorts = (`LOP_PKG::ColumnOperandWidth > 0) ? `LOP_PKG::ColumnOperandWidth : 1;
  logic                           load_operands;
  logic [RowPorts-1:0]            row_operands;
  logic [Columns*ColumnPorts-1:0] column_operands;
  assign load_operands = ctl[ControlWidth*(DrainStage-1)] & ctl[ControlWidth*(DrainStage-1)+2];
  if (`LOP_PKG::RowOperandWidth > 0) begin : gen_row_operands
    for (genvar r = 0; r < Rows; r++) begin : gen_rows
      group_register #(.Width(`LOP_PKG::RowOperandWidth), .Cycles(DrainStage - 1)) u_register (
        .clk_i (clk_i),
        .load_i(load_operands),
        .data_i(activation_i[r*RowWidth+`LOP_PKG::ActivationOperandWidth+:`LOP_PKG::RowOperandWidth]),
        .data_o(row_operands[r*`LOP_PKG::RowOperandWidth+:`LOP_PKG::RowOperandWidth])
      );
    end
  end else begin : gen_no_row_operands
    assign row_operands = '0;
  end
  if (`LOP_PKG::ColumnOperandWidth > 0) begin : gen_column_operands
    for (genvar c = 0; c < Columns; c++) begin : gen_columns
      group_register #(.Width(ColumnPorts), .Cycles(DrainStage - 1)) u_register (
        .clk_i (clk_i),
        .load_i(load_operands),
        .data_i(weight_i[c*ColumnWidth+`LOP_PKG::WeightOperandWidth+:ColumnPorts]),
        .data_o(column_operands[c*ColumnPorts+:ColumnPorts])
      );
    end
  end else begin : gen_no_column_operands
    assign column_operands = '0;
  end
  if (`LOP_PKG::RowOperandWidth == 0 && `LOP_PKG::ColumnOperandWidth == 0) begin : gen_no_operands
    logic unused;
    assign unused = load_operands;
  end

  // results[column][row], so that a column unit sees its rows as one vector.
  logic [Columns*Rows*ResultWidth-1:0] results;
  for (genvar c = 0; c < Columns; c++) begin : gen_columns
    for (genvar r = 0; r < Rows; r++) begin : gen_rows
      `LOP_PE #(
        .Variant     (Variant),
        .ControlWidth(ControlWidth),
        .Stages      (Stages)
      ) u_pe (
        .clk_i       (clk_i),
        .ctl_i       (ctl),
        .activation_i(activation_i[r*RowWidth+:`LOP_PKG::ActivationOperandWidth]),
        .weight_i    (weight_i[c*ColumnWidth+:`LOP_PKG::WeightOperandWidth]),
        .psum_i      ({ResultWidth{1'b0}}),
        .result_o    (results[(c*Rows+r)*ResultWidth+:ResultWidth])
      );
    end

    logic [`LOP_PKG::AccumulatorWidth-1:0] value, psum_q;
    `LOP_COLUMN #(
      .Variant(Variant),
      .Rows   (Rows)
    ) u_column (
      .clk_i           (clk_i),
      .rst_ni          (rst_ni),
      .row_valid_i     (row_valid),
      .row_i           (row),
      .head_i          (drain_head),
      .last_i          (drain_last),
      .result_i        (results[c*Rows*ResultWidth+:Rows*ResultWidth]),
      .row_operand_i   (row_operands),
      .column_operand_i(column_operands[c*ColumnPorts+:ColumnPorts]),
      .psum_i          ({PsumWidth{1'b0}}),
      .emit_row_i      (emit_row),
      .value_o         (value)
    );
    always_ff @(posedge clk_i) begin
      psum_q <= emit_valid ? value : psum_i[c*`LOP_PKG::AccumulatorWidth+:`LOP_PKG::AccumulatorWidth];
    end
    assign psum_o[c*`LOP_PKG::AccumulatorWidth+:`LOP_PKG::AccumulatorWidth] = psum_q;
  end

  logic psum_valid_q;
  always_ff @(posedge clk_i) begin
    if (!rst_ni) psum_valid_q <= 1'b0;
    else psum_valid_q <= emit_valid | psum_valid_i;
  end
  assign psum_valid_o = psum_valid_q;

  // Hops to the tiles on the right and below; the scale bits travel while no step does, so every cycle moves on.
  logic [Rows*RowWidth-1:0]       activation_q;
  logic [Columns*ColumnWidth-1:0] weight_q;
  always_ff @(posedge clk_i) begin
    weight_q <= weight_i;
    if (ctl_i[0]) activation_q <= activation_i;
  end
  assign activation_o = activation_q;
  assign weight_o     = weight_q;
  assign ctl_o        = ctl[ControlWidth+:ControlWidth];

endmodule : pe_tile
