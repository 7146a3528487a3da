// L-Mul's product of two codes as a code of the same format: the units of the edges and of the PE without an accumulator.
//
// Not part of any PE: what is compared with multipliers (scripts/compare_units.py). The adder form alone, not strict.
module lmul_multiply #(
  parameter  logic [31:0] Variant = '0,
  localparam int unsigned Width   = float_formats_pkg::width(lmul_pkg::format(Variant))
) (
  input  logic [Width-1:0] a_i,
  input  logic [Width-1:0] b_i,
  output logic [Width-1:0] out_o
);

  logic [1:0]       a_class, b_class, product_class;
  logic             a_sign, b_sign, product_sign;
  logic [Width-2:0] a_magnitude, b_magnitude, product_code;
  lmul_operand #(.Variant(Variant)) u_operand_a (
    .code_i     (a_i),
    .class_o    (a_class),
    .sign_o     (a_sign),
    .magnitude_o(a_magnitude)
  );
  lmul_operand #(.Variant(Variant)) u_operand_b (
    .code_i     (b_i),
    .class_o    (b_class),
    .sign_o     (b_sign),
    .magnitude_o(b_magnitude)
  );
  lmul_product #(.Variant(Variant)) u_product (
    .a_class_i    (a_class),
    .a_sign_i     (a_sign),
    .a_magnitude_i(a_magnitude),
    .b_class_i    (b_class),
    .b_sign_i     (b_sign),
    .b_factor_i   (b_magnitude),
    .class_o      (product_class),
    .sign_o       (product_sign),
    .code_o       (product_code)
  );
  assign out_o = (product_class == lmul_pkg::Zero) ? '0 : {product_sign, product_code};

endmodule : lmul_multiply
