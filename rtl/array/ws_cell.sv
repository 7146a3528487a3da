// One place of the weight-stationary array: a PE whose sum comes from above, the weight it uses and the one that waits.
module ws_cell #(
  parameter  logic [31:0] Variant      = '0,
  localparam int unsigned ControlWidth = 5 + `LOP_PKG::ModeWidth
) (
  input  logic                                        clk_i,
  input  logic                                        rst_ni,
  input  logic [ControlWidth-1:0]                     ctl_i,
  input  logic [`LOP_PKG::ActivationOperandWidth-1:0] activation_i,
  input  logic                                        load_i,
  input  logic [`LOP_PKG::WeightOperandWidth-1:0]     weight_i,
  input  logic [`LOP_PKG::ResultWidth-1:0]            psum_i,
  output logic [ControlWidth-1:0]                     ctl_o,
  output logic [`LOP_PKG::ActivationOperandWidth-1:0] activation_o,
  output logic [`LOP_PKG::WeightOperandWidth-1:0]     weight_o,
  output logic [`LOP_PKG::ResultWidth-1:0]            psum_o
);

  localparam int unsigned Stages = `LOP_PKG::pe_latency(Variant) + 1;

  // Control words of this cycle and of the cycles before, stage 0 first.
  logic [ControlWidth*Stages-1:0] ctl;
  assign ctl[ControlWidth-1:0] = ctl_i;
  for (genvar s = 1; s < Stages; s++) begin : gen_stages
    delay_line #(.Width(ControlWidth), .Cycles(1), .Reset(1'b1)) u_stage (
      .clk_i (clk_i),
      .rst_ni(rst_ni),
      .data_i(ctl[ControlWidth*(s-1)+:ControlWidth]),
      .data_o(ctl[ControlWidth*s+:ControlWidth])
    );
  end
  assign ctl_o = ctl[ControlWidth+:ControlWidth];

  logic [`LOP_PKG::WeightOperandWidth-1:0]     weight;
  logic [`LOP_PKG::ActivationOperandWidth-1:0] activation_q;
  ws_operand #(.Width(`LOP_PKG::WeightOperandWidth)) u_weight (
    .clk_i    (clk_i),
    .load_i   (load_i),
    .next_i   (weight_i),
    .valid_i  (ctl_i[0]),
    .swap_i   (ctl_i[1]),
    .waiting_o(weight_o),
    .operand_o(weight)
  );
  always_ff @(posedge clk_i) begin
    if (ctl_i[0]) activation_q <= activation_i;
  end
  assign activation_o = activation_q;

  `LOP_PE #(
    .Variant         (Variant),
    .ControlWidth    (ControlWidth),
    .Stages          (Stages),
    .WeightStationary(1'b1)
  ) u_pe (
    .clk_i       (clk_i),
    .ctl_i       (ctl),
    .activation_i(activation_i),
    .weight_i    (weight),
    .psum_i      (psum_i),
    .result_o    (psum_o)
  );

endmodule : ws_cell
