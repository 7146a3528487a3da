// L-Mul PE: stage 1 adds two codes into a product, stage 2 adds that to a float or to a fixed-point window.
//
// Values: models/pe/lmul.cpp. One product a cycle.
module pe_lmul #(
  parameter logic [31:0] Variant          = '0,
  parameter int unsigned ControlWidth     = 1,
  parameter int unsigned Stages           = 1,
  parameter bit          WeightStationary = 1'b0
) (
  input  logic                                        clk_i,
  input  logic [ControlWidth*Stages-1:0]              ctl_i,
  input  logic [lmul_pkg::ActivationOperandWidth-1:0] activation_i,
  input  logic [lmul_pkg::WeightOperandWidth-1:0]     weight_i,
  input  logic [lmul_pkg::ResultWidth-1:0]            psum_i,   // weight-stationary: the sum from above
  output logic [lmul_pkg::ResultWidth-1:0]            result_o
);
  // Without this a large array becomes one huge C++ function.
  /* verilator no_inline_module */

  localparam int unsigned Latency        = lmul_pkg::pe_latency(Variant);
  localparam int unsigned MagnitudeWidth = float_formats_pkg::magnitude_bits(lmul_pkg::format(Variant));
  localparam int unsigned FactorWidth    = lmul_pkg::factor_width(Variant);
  localparam int unsigned ProductWidth   = lmul_pkg::product_width(Variant);
  localparam bit          Fixed          = lmul_pkg::fixed_bits(Variant) != 0;

  logic product_valid, add_valid, add_first, load_result;
  assign product_valid = ctl_i[0];
  assign add_valid     = ctl_i[ControlWidth];
  assign add_first     = ctl_i[ControlWidth+3] & ctl_i[ControlWidth+1];
  assign load_result   = ctl_i[ControlWidth*Latency] & ctl_i[ControlWidth*Latency+4];

  logic [1:0]              product_class;
  logic                    product_sign;
  logic [ProductWidth-1:0] product;
  lmul_product #(.Variant(Variant)) u_product (
    .a_class_i    (activation_i[MagnitudeWidth+1+:2]),
    .a_sign_i     (activation_i[MagnitudeWidth]),
    .a_magnitude_i(activation_i[MagnitudeWidth-1:0]),
    .b_class_i    (weight_i[FactorWidth+1+:2]),
    .b_sign_i     (weight_i[FactorWidth]),
    .b_factor_i   (weight_i[FactorWidth-1:0]),
    .class_o      (product_class),
    .sign_o       (product_sign),
    .code_o       (product)
  );
  // Operands are narrower than their ports in all formats but the widest.
  logic unused;
  assign unused = ^{activation_i, weight_i};

  logic [lmul_pkg::ResultWidth-1:0] sum;
  if (Fixed) begin : gen_fixed
    lmul_add_fixed #(
      .Variant         (Variant),
      .WeightStationary(WeightStationary)
    ) u_add (
      .clk_i          (clk_i),
      .product_valid_i(product_valid),
      .class_i        (product_class),
      .sign_i         (product_sign),
      .product_i      (product),
      .add_valid_i    (add_valid),
      .add_first_i    (add_first),
      .psum_i         (psum_i),
      .sum_o          (sum)
    );
  end else begin : gen_float
    lmul_add_float #(
      .Variant         (Variant),
      .WeightStationary(WeightStationary)
    ) u_add (
      .clk_i          (clk_i),
      .product_valid_i(product_valid),
      .class_i        (product_class),
      .sign_i         (product_sign),
      .product_i      (product),
      .add_valid_i    (add_valid),
      .add_first_i    (add_first),
      .psum_i         (psum_i),
      .sum_o          (sum)
    );
  end

  if (WeightStationary) begin : gen_passing
    logic unused_load;
    assign unused_load = load_result;
    assign result_o    = sum;
  end else begin : gen_drain
    logic [lmul_pkg::ResultWidth-1:0] result_q;
    always_ff @(posedge clk_i) begin
      if (load_result) result_q <= sum;
    end
    assign result_o = result_q;
  end

endmodule : pe_lmul
