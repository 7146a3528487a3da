// Weight-stationary systolic array: Rows x Columns PEs hold a weight each, activations go right, partial sums go down.
//
// The ports carry whole vectors: the activations of all rows in one cycle, the sums of all columns in one cycle. Row r
// is element r of K; a column's sum passes its rows in rising order, so its bits are those of the output-stationary
// array. Weights come in a row a cycle, the last row of K first, behind those in use; clear_i comes with the first
// activations that meet them. The next load may begin Rows + Columns cycles after a swap: the sequencer's duty.
//
// Of a slice without groups the outputs' sums go down. Of one with groups a group's sums do, and a side column adds
// the activations; all rows of a fold are of one group. Where the group goes on in a later fold, these sums leave by
// partial_o and row_sum_o, to come back with that fold; where it ends, the feet of the columns add it to psum_i.
module ws_array #(
  parameter  logic [31:0] Variant  = '0,
  parameter  int unsigned Rows     = 1,
  parameter  int unsigned Columns  = 1,
  localparam int unsigned RowPorts = (`LOP_PKG::RowOperandWidth > 0) ? `LOP_PKG::RowOperandWidth : 1
) (
  input  logic                                                          clk_i,
  input  logic                                                          rst_ni,
  input  logic                                                          load_i,       // wgt_i and meta_i hold a row
  input  logic                                                          valid_i,      // act_i and sums hold a vector
  input  logic                                                          clear_i,      // a swap of the weights
  input  logic                                                          end_group_i,  // of a group's last fold
  input  logic [`LOP_PKG::ModeWidth-1:0]                                mode_i,
  input  logic [Rows*`LOP_PKG::Lanes*`LOP_PKG::ActivationCodeWidth-1:0] act_i,
  input  logic [Columns*`LOP_PKG::Lanes*`LOP_PKG::WeightCodeWidth-1:0]  wgt_i,
  input  logic [Columns*`LOP_PKG::MetadataWidth-1:0]                    meta_i,
  input  logic [Rows*`LOP_PKG::RowMetadataWidth-1:0]                    row_meta_i,
  // Of the rows of K before: with the vector, or where there are groups when the first column's unit adds.
  input  logic [Columns*`LOP_PKG::AccumulatorWidth-1:0]                 psum_i,
  input  logic [Columns*`LOP_PKG::ResultWidth-1:0]                      partial_i,    // of the group's rows before
  input  logic [RowPorts-1:0]                                           row_sum_i,    // of their activations
  input  logic [Columns*`LOP_PKG::ChannelScaleWidth-1:0]                channel_scale_i,
  output logic                                                          partial_valid_o,
  output logic [Columns*`LOP_PKG::ResultWidth-1:0]                      partial_o,
  output logic [RowPorts-1:0]                                           row_sum_o,
  output logic                                                          psum_valid_o,
  output logic [Columns*`LOP_PKG::AccumulatorWidth-1:0]                 psum_o,
  output logic                                                          valid_o,
  output logic [Columns*`LOP_PKG::OutWidth-1:0]                         out_o,
  output logic [Columns*`LOP_PKG::FlagWidth-1:0]                        flags_o
);

  localparam int unsigned ControlWidth    = 5 + `LOP_PKG::ModeWidth;
  localparam int unsigned AW              = `LOP_PKG::ActivationOperandWidth;
  localparam int unsigned WW              = `LOP_PKG::WeightOperandWidth;
  localparam int unsigned RW              = `LOP_PKG::ResultWidth;
  localparam int unsigned PW              = `LOP_PKG::AccumulatorWidth;
  // Of one row and of one column: what the PEs take, and above it what the feet of the columns take.
  localparam int unsigned RowWidth        = AW + `LOP_PKG::RowOperandWidth;
  localparam int unsigned ColumnWidth     = WW + `LOP_PKG::ColumnOperandWidth;
  localparam int unsigned ColumnPorts     = (`LOP_PKG::ColumnOperandWidth > 0) ? `LOP_PKG::ColumnOperandWidth : 1;
  localparam int unsigned ActivationCodes = `LOP_PKG::Lanes * `LOP_PKG::ActivationCodeWidth;
  localparam int unsigned WeightCodes     = `LOP_PKG::Lanes * `LOP_PKG::WeightCodeWidth;
  localparam int unsigned PeLatency       = `LOP_PKG::pe_latency(Variant);
  localparam int unsigned HopsRight       = Columns + 1;
  localparam bit          Groups          = `LOP_PKG::ColumnOperandWidth > 0;

  // Control word {mode, last, head, end, first, valid} as in the output-stationary array: here first is the swap, and
  // every vector is an output of its own.
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
    if (valid_i) word_q <= {mode_i, 1'b1, 1'b1, end_group_i | !Groups, clear_i};
  end
  assign ctl = {word_q, valid_q};

  logic [Rows*HopsRight*ControlWidth-1:0] ctl_bus;
  logic [Rows*HopsRight*AW-1:0]           activation_bus;
  logic [(Rows+1)*Columns*WW-1:0]         weight_bus;
  logic [(Rows+1)*Columns*RW-1:0]         psum_bus;
  logic [(Rows+1)*RowPorts-1:0]           row_sum_bus;      // from row to row
  logic [HopsRight*RowPorts-1:0]          row_sum_foot_bus; // from column to column
  logic [Columns*ColumnPorts-1:0]         column_operands;

  for (genvar r = 0; r < Rows; r++) begin : gen_activation_edges
    logic [RowWidth-1:0] edge_operand, operand;
    `LOP_ACTIVATION_EDGE #(.Variant(Variant)) u_edge (
      .clk_i       (clk_i),
      .rst_ni      (rst_ni),
      .valid_i     (valid_i),
      .clear_i     (clear_i),
      .end_i       (1'b1),
      .mode_i      (mode_i),
      .activation_i(act_i[r*ActivationCodes+:ActivationCodes]),
      .metadata_i  (row_meta_i[r*`LOP_PKG::RowMetadataWidth+:`LOP_PKG::RowMetadataWidth]),
      .operand_o   (edge_operand)
    );
    delay_line #(.Width(RowWidth), .Cycles(r)) u_skew (
      .clk_i (clk_i),
      .rst_ni(rst_ni),
      .data_i(edge_operand),
      .data_o(operand)
    );
    delay_line #(.Width(ControlWidth), .Cycles(r), .Reset(1'b1)) u_control_skew (
      .clk_i (clk_i),
      .rst_ni(rst_ni),
      .data_i(ctl),
      .data_o(ctl_bus[r*HopsRight*ControlWidth+:ControlWidth])
    );
    assign activation_bus[r*HopsRight*AW+:AW] = operand[AW-1:0];

    // To the edge every vector is a group, so its row sum is what this row adds to one.
    if (`LOP_PKG::RowOperandWidth > 0) begin : gen_row_sum
      logic first, unused;
      row_sum #(.Width(RowPorts)) u_row_sum (
        .clk_i   (clk_i),
        .rst_ni  (rst_ni),
        .valid_i (ctl_bus[r*HopsRight*ControlWidth]),
        .clear_i (1'b1),
        .end_i   (1'b1),
        .addend_i(operand[AW+:RowPorts]),
        .psum_i  (row_sum_bus[r*RowPorts+:RowPorts]),
        .first_o (first),
        .sum_o   (row_sum_bus[(r+1)*RowPorts+:RowPorts])
      );
      assign unused = first;
    end else begin : gen_no_row_sum
      assign row_sum_bus[(r+1)*RowPorts+:RowPorts] = '0;
    end
  end

  for (genvar c = 0; c < Columns; c++) begin : gen_weight_edges
    logic [ColumnWidth-1:0] operand;
    `LOP_WEIGHT_EDGE #(.Variant(Variant)) u_edge (
      .clk_i     (clk_i),
      .rst_ni    (rst_ni),
      .valid_i   (load_i),
      .clear_i   (1'b1),
      .end_i     (1'b1),
      .mode_i    (mode_i),
      .weight_i  (wgt_i[c*WeightCodes+:WeightCodes]),
      .metadata_i(meta_i[c*`LOP_PKG::MetadataWidth+:`LOP_PKG::MetadataWidth]),
      .operand_o (operand)
    );
    assign weight_bus[c*WW+:WW] = operand[WW-1:0];
    if (Groups) begin : gen_column_operand
      assign column_operands[c*ColumnPorts+:ColumnPorts] = operand[WW+:ColumnPorts];
    end else begin : gen_no_column_operand
      assign column_operands[c*ColumnPorts+:ColumnPorts] = '0;
    end

    // A sum meets the first row's product where that is added, in its own column.
    logic [RW-1:0] sum;
    if (Groups) begin : gen_group_sum
      assign sum = partial_i[c*RW+:RW];
    end else begin : gen_output_sum
      logic unused;
      assign unused = ^{partial_i[c*RW+:RW]};
      assign sum    = RW'(psum_i[c*PW+:PW]);
    end
    delay_line #(.Width(RW), .Cycles(PeLatency + c)) u_skew (
      .clk_i (clk_i),
      .rst_ni(rst_ni),
      .data_i(sum),
      .data_o(psum_bus[c*RW+:RW])
    );
  end

  // The row sums take one cycle a row and the edge's.
  delay_line #(.Width(RowPorts), .Cycles(1)) u_row_sum_skew (
    .clk_i (clk_i),
    .rst_ni(rst_ni),
    .data_i(row_sum_i),
    .data_o(row_sum_bus[RowPorts-1:0])
  );
  delay_line #(.Width(RowPorts), .Cycles(PeLatency - 1)) u_row_sum_foot (
    .clk_i (clk_i),
    .rst_ni(rst_ni),
    .data_i(row_sum_bus[Rows*RowPorts+:RowPorts]),
    .data_o(row_sum_foot_bus[RowPorts-1:0])
  );

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

  // The last row's sums are at the feet, column by column; de-skewed, they leave: those of a group that goes on as they
  // are, outputs through the output unit.
  logic partial_valid, row_valid, valid_out_q;
  delay_line #(.Width(1), .Cycles(Rows - 1 + PeLatency + Columns - 1), .Reset(1'b1)) u_partial_valid (
    .clk_i (clk_i),
    .rst_ni(rst_ni),
    .data_i(ctl[0] & ~ctl[2]),
    .data_o(partial_valid)
  );
  delay_line #(
    .Width (1),
    .Cycles(Rows - 1 + PeLatency + `LOP_PKG::ColumnLatency + Columns - 1),
    .Reset (1'b1)
  ) u_valid (
    .clk_i (clk_i),
    .rst_ni(rst_ni),
    .data_i(ctl[0] & ctl[2]),
    .data_o(row_valid)
  );
  for (genvar c = 0; c < Columns; c++) begin : gen_outputs
    logic [ControlWidth-1:0] foot_ctl;
    logic [RW-1:0]           result;
    logic [PW-1:0]           addend, value, psum;
    assign result = psum_bus[(Rows*Columns+c)*RW+:RW];
    delay_line #(.Width(ControlWidth), .Cycles(PeLatency), .Reset(1'b1)) u_control (
      .clk_i (clk_i),
      .rst_ni(rst_ni),
      .data_i(ctl_bus[((Rows-1)*HopsRight+c)*ControlWidth+:ControlWidth]),
      .data_o(foot_ctl)
    );
    delay_line #(.Width(PW), .Cycles(Groups ? c : 0)) u_psum_skew (
      .clk_i (clk_i),
      .rst_ni(rst_ni),
      .data_i(psum_i[c*PW+:PW]),
      .data_o(addend)
    );
    ws_column_end #(.Variant(Variant)) u_column_end (
      .clk_i           (clk_i),
      .rst_ni          (rst_ni),
      .ctl_i           (foot_ctl),
      .load_i          (load_q),
      .column_operand_i(column_operands[c*ColumnPorts+:ColumnPorts]),
      .result_i        (result),
      .row_sum_i       (row_sum_foot_bus[c*RowPorts+:RowPorts]),
      .psum_i          (addend),
      .row_sum_o       (row_sum_foot_bus[(c+1)*RowPorts+:RowPorts]),
      .value_o         (value)
    );
    delay_line #(.Width(PW), .Cycles(Columns - 1 - c)) u_deskew (
      .clk_i (clk_i),
      .rst_ni(rst_ni),
      .data_i(value),
      .data_o(psum)
    );
    assign psum_o[c*PW+:PW] = row_valid ? psum : '0;
    if (Groups) begin : gen_partial
      logic [RW-1:0] partial;
      delay_line #(.Width(RW), .Cycles(Columns - 1 - c)) u_partial_deskew (
        .clk_i (clk_i),
        .rst_ni(rst_ni),
        .data_i(result),
        .data_o(partial)
      );
      assign partial_o[c*RW+:RW] = partial_valid ? partial : '0;
    end else begin : gen_no_partial
      assign partial_o[c*RW+:RW] = '0;
    end
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
  assign partial_valid_o = partial_valid;
  assign row_sum_o       = partial_valid ? row_sum_foot_bus[(Columns-1)*RowPorts+:RowPorts] : '0;
  assign psum_valid_o    = row_valid;
  assign valid_o         = valid_out_q;

endmodule : ws_array
