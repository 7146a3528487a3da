// FP16 MAC PE: an exact FP16 x FP16 product, added to an FP32 or FP16 accumulator with one rounding.
//
// Values: models/pe/fp16_mac.hpp. One MAC a cycle: stage 1 multiplies, stage 2 adds. Products are exact in FP32.
module pe_fp16_mac #(
  parameter logic [31:0] Variant      = '0,
  parameter int unsigned ControlWidth = 1,
  parameter int unsigned Stages       = 1,
  parameter bit          WeightStationary = 1'b0
) (
  input  logic                                            clk_i,
  input  logic [ControlWidth*Stages-1:0]                  ctl_i,
  input  logic [fp16_mac_pkg::ActivationOperandWidth-1:0] activation_i,
  input  logic [fp16_mac_pkg::WeightOperandWidth-1:0]     weight_i,
  input  logic [fp16_mac_pkg::ResultWidth-1:0]            psum_i,   // weight-stationary: the sum from above
  output logic [fp16_mac_pkg::ResultWidth-1:0]            result_o
);
  // Without this a large array becomes one huge C++ function.
  /* verilator no_inline_module */

  localparam bit          Fp16Accumulator = Variant[0];
  localparam int unsigned Latency         = fp16_mac_pkg::pe_latency(Variant);

  logic product_valid, add_valid, add_first, load_result;
  assign product_valid = ctl_i[0];
  assign add_valid     = ctl_i[ControlWidth];
  assign add_first     = ctl_i[ControlWidth+3] & ctl_i[ControlWidth+1];
  assign load_result   = ctl_i[ControlWidth*Latency] & ctl_i[ControlWidth*Latency+4];

  // Stage 1: operands are normalised, so the product has its leading one in one of its two top bits.
  logic              sign, invalid;
  logic [21:0]       product, normalised;
  logic signed [8:0] exponent;
  logic [7:0]        field;
  logic [31:0]       product_d, product_q;
  logic              invalid_q;
  assign invalid    = activation_i[18] | weight_i[18];
  assign sign       = activation_i[17] ^ weight_i[17];
  assign product    = {11'd0, activation_i[10:0]} * {11'd0, weight_i[10:0]};
  assign normalised = product[21] ? product : product << 1;
  // value = product * 2^(a + w - 50); biased exponent of its top bit: a + w - 50 + 21 + 127.
  assign exponent   = 9'($signed(activation_i[16:11])) + 9'($signed(weight_i[16:11])) + 9'sd98
                    - (product[21] ? 9'sd0 : 9'sd1);
  assign field      = exponent[7:0];
  assign product_d  = (product == '0) ? {sign, 31'd0} : {sign, field, normalised[20:0], 2'b00};
  always_ff @(posedge clk_i) begin
    if (product_valid) begin
      product_q <= product_d;
      invalid_q <= invalid;
    end
  end

  // Stage 2: the first product is added to +0, or every one to the sum from above.
  logic [fp16_mac_pkg::ResultWidth-1:0] previous;
  logic [31:0] acc_q, acc_d;
  logic        acc_invalid_q;
  always_comb begin
    previous = {acc_invalid_q, acc_q};
    if (WeightStationary) previous = psum_i;
    else if (add_first) previous = '0;
  end
  float_accumulate #(.Fp16(Fp16Accumulator)) u_accumulate (
    .first_i (1'b0),
    .acc_i   (previous[31:0]),
    .addend_i(product_q),
    .acc_o   (acc_d)
  );
  always_ff @(posedge clk_i) begin
    if (add_valid) begin
      acc_q         <= acc_d;
      acc_invalid_q <= invalid_q | previous[32];
    end
  end

  if (WeightStationary) begin : gen_passing
    logic unused;
    assign unused   = load_result;
    assign result_o = {acc_invalid_q, acc_q};
  end else begin : gen_drain
    logic [fp16_mac_pkg::ResultWidth-1:0] result_q;
    always_ff @(posedge clk_i) begin
      if (load_result) result_q <= {acc_invalid_q, acc_q};
    end
    assign result_o = result_q;
  end

endmodule : pe_fp16_mac
