// Weight-stationary systolic array: Rows x Columns PEs hold a weight each, activations go right, partial sums go down.
//
// The ports carry whole vectors: the activations of all rows in one cycle, the partial sums of all columns in one cycle.
// Row r is element r of K; a column's sum passes its rows in rising order, so that its bits are those of the output-stationary
// array. Weights come in a row a cycle, the last row of K first, behind those in use; clear_i comes with the first
// activations that meet them. The next load may begin Rows + Columns cycles after a swap: the sequencer's duty.
module ws_array #(
  parameter logic [31:0] Variant = '0,
  parameter int unsigned Rows    = 1,
  parameter int unsigned Columns = 1
) (
  input  logic                                                                clk_i,
  input  logic                                                                rst_ni,
  input  logic                                                                load_i,   // wgt_i and meta_i hold a row of weights
  input  logic                                                                valid_i,  // act_i and psum_i hold a vector
  input  logic                                                                clear_i,  // with valid_i: the loaded weights from here on
  input  logic [`LOP_PKG::ModeWidth-1:0]                                      mode_i,
  input  logic [Rows*`LOP_PKG::Lanes*`LOP_PKG::ActivationCodeWidth-1:0]       act_i,
  input  logic [Columns*`LOP_PKG::Lanes*`LOP_PKG::WeightCodeWidth-1:0]        wgt_i,
  input  logic [Columns*`LOP_PKG::MetadataWidth-1:0]                          meta_i,
  input  logic [Rows*`LOP_PKG::RowMetadataWidth-1:0]                          row_meta_i,
  input  logic [Columns*`LOP_PKG::AccumulatorWidth-1:0]                       psum_i,   // of the rows of K before these
  input  logic [Columns*`LOP_PKG::ChannelScaleWidth-1:0]                      channel_scale_i,
  output logic                                                                psum_valid_o,
  output logic [Columns*`LOP_PKG::AccumulatorWidth-1:0]                       psum_o,
  output logic                                                                valid_o,
  output logic [Columns*`LOP_PKG::OutWidth-1:0]                               out_o,
  output logic [Columns*`LOP_PKG::FlagWidth-1:0]                              flags_o
);

  localparam int unsigned ControlWidth    = 5 + `LOP_PKG::ModeWidth;
  localparam int unsigned AW              = `LOP_PKG::ActivationOperandWidth;
  localparam int unsigned WW              = `LOP_PKG::WeightOperandWidth;
  localparam int unsigned RW              = `LOP_PKG::ResultWidth;
  localparam int unsigned PW              = `LOP_PKG::AccumulatorWidth;
  localparam int unsigned ActivationCodes = `LOP_PKG::Lanes * `LOP_PKG::ActivationCodeWidth;
  localparam int unsigned WeightCodes     = `LOP_PKG::Lanes * `LOP_PKG::WeightCodeWidth;
  localparam int unsigned PeLatency       = `LOP_PKG::pe_latency(Variant);
  localparam int unsigned HopsRight       = Columns + 1;
  // Group metadata stay outside: yosys 0.23 fails on '0 at a port whose width is a parameter.
  localparam int unsigned RowPorts        = (`LOP_PKG::RowOperandWidth > 0) ? `LOP_PKG::RowOperandWidth : 1;
  localparam int unsigned ColumnPorts     = (`LOP_PKG::ColumnOperandWidth > 0) ? `LOP_PKG::ColumnOperandWidth : 1;

  // Control word {mode, last, head, end, first, valid} as in the output-stationary array: here first is the swap, and every
  // vector is a group and an output of its own.
  logic                    valid_q, load_q;
  logic [ControlWidth-2:0] word_q;
  logic [ControlWidth-1:0] ctl;
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      valid_q <= 1'b0;
      load_q  <= 1'b0;
    end else begin
      valid_q <= valid_i;
      load_q  <= load_i;
    end
  end
  always_ff @(posedge clk_i) begin
    if (valid_i) word_q <= {mode_i, 1'b1, 1'b1, 1'b1, clear_i};
  end
  assign ctl = {word_q, valid_q};

  logic [Rows*HopsRight*ControlWidth-1:0] ctl_bus;
  logic [Rows*HopsRight*AW-1:0]           activation_bus;
  logic [(Rows+1)*Columns*WW-1:0]         weight_bus;
  logic [(Rows+1)*Columns*RW-1:0]         psum_bus;

  for (genvar r = 0; r < Rows; r++) begin : gen_activation_edges
    logic [AW-1:0] operand;
    `LOP_ACTIVATION_EDGE #(.Variant(Variant)) u_edge (
      .clk_i       (clk_i),
      .rst_ni      (rst_ni),
      .valid_i     (valid_i),
      .clear_i     (clear_i),
      .end_i       (1'b1),
      .mode_i      (mode_i),
      .activation_i(act_i[r*ActivationCodes+:ActivationCodes]),
      .metadata_i  (row_meta_i[r*`LOP_PKG::RowMetadataWidth+:`LOP_PKG::RowMetadataWidth]),
      .operand_o   (operand)
    );
    delay_line #(.Width(AW), .Cycles(r)) u_skew (
      .clk_i (clk_i),
      .rst_ni(rst_ni),
      .data_i(operand),
      .data_o(activation_bus[r*HopsRight*AW+:AW])
    );
    delay_line #(.Width(ControlWidth), .Cycles(r), .Reset(1'b1)) u_control_skew (
      .clk_i (clk_i),
      .rst_ni(rst_ni),
      .data_i(ctl),
      .data_o(ctl_bus[r*HopsRight*ControlWidth+:ControlWidth])
    );
  end

  for (genvar c = 0; c < Columns; c++) begin : gen_weight_edges
    `LOP_WEIGHT_EDGE #(.Variant(Variant)) u_edge (
      .clk_i     (clk_i),
      .rst_ni    (rst_ni),
      .valid_i   (load_i),
      .clear_i   (1'b1),
      .end_i     (1'b1),
      .mode_i    (mode_i),
      .weight_i  (wgt_i[c*WeightCodes+:WeightCodes]),
      .metadata_i(meta_i[c*`LOP_PKG::MetadataWidth+:`LOP_PKG::MetadataWidth]),
      .operand_o (weight_bus[c*WW+:WW])
    );

    // A sum meets the first row's product where that is added, in its own column.
    logic [PW-1:0] psum;
    delay_line #(.Width(PW), .Cycles(PeLatency + c)) u_skew (
      .clk_i (clk_i),
      .rst_ni(rst_ni),
      .data_i(psum_i[c*PW+:PW]),
      .data_o(psum)
    );
    assign psum_bus[c*RW+:RW] = RW'(psum);
  end

  for (genvar r = 0; r < Rows; r++) begin : gen_rows
    for (genvar c = 0; c < Columns; c++) begin : gen_columns
      ws_cell #(.Variant(Variant)) u_cell (
        .clk_i       (clk_i),
        .rst_ni      (rst_ni),
        .ctl_i       (ctl_bus[(r*HopsRight+c)*ControlWidth+:ControlWidth]),
        .activation_i(activation_bus[(r*HopsRight+c)*AW+:AW]),
        .load_i      (load_q),
        .weight_i    (weight_bus[(r*Columns+c)*WW+:WW]),
        .psum_i      (psum_bus[(r*Columns+c)*RW+:RW]),
        .ctl_o       (ctl_bus[(r*HopsRight+c+1)*ControlWidth+:ControlWidth]),
        .activation_o(activation_bus[(r*HopsRight+c+1)*AW+:AW]),
        .weight_o    (weight_bus[((r+1)*Columns+c)*WW+:WW]),
        .psum_o      (psum_bus[((r+1)*Columns+c)*RW+:RW])
      );
    end
  end

  // The last row's sums, de-skewed, through the column's conversion and the output unit.
  logic row_valid, valid_out_q;
  delay_line #(.Width(1), .Cycles(Rows - 1 + PeLatency + Columns - 1), .Reset(1'b1)) u_valid (
    .clk_i (clk_i),
    .rst_ni(rst_ni),
    .data_i(valid_q),
    .data_o(row_valid)
  );
  for (genvar c = 0; c < Columns; c++) begin : gen_outputs
    logic [RW-1:0] result;
    logic [PW-1:0] psum;
    delay_line #(.Width(RW), .Cycles(Columns - 1 - c)) u_deskew (
      .clk_i (clk_i),
      .rst_ni(rst_ni),
      .data_i(psum_bus[(Rows*Columns+c)*RW+:RW]),
      .data_o(result)
    );
    `LOP_COLUMN #(
      .Variant(Variant),
      .Rows   (1)
    ) u_column (
      .clk_i           (clk_i),
      .rst_ni          (rst_ni),
      .row_valid_i     (row_valid),
      .row_i           (1'b0),
      .head_i          (1'b1),
      .last_i          (1'b1),
      .result_i        (result),
      .row_operand_i   ({RowPorts{1'b0}}),
      .column_operand_i({ColumnPorts{1'b0}}),
      .emit_row_i      (1'b0),
      .value_o         (psum)
    );
    assign psum_o[c*PW+:PW] = row_valid ? psum : '0;
    `LOP_OUTPUT #(.Variant(Variant)) u_output (
      .clk_i          (clk_i),
      .rst_ni         (rst_ni),
      .valid_i        (row_valid),
      .psum_i         (psum),
      .channel_scale_i(channel_scale_i[c*`LOP_PKG::ChannelScaleWidth+:`LOP_PKG::ChannelScaleWidth]),
      .out_o          (out_o[c*`LOP_PKG::OutWidth+:`LOP_PKG::OutWidth]),
      .flags_o        (flags_o[c*`LOP_PKG::FlagWidth+:`LOP_PKG::FlagWidth])
    );
  end
  always_ff @(posedge clk_i) begin
    if (!rst_ni) valid_out_q <= 1'b0;
    else valid_out_q <= row_valid;
  end
  assign psum_valid_o = row_valid;
  assign valid_o      = valid_out_q;

endmodule : ws_array
