// One float code as L-Mul takes it: its class, its sign, and exponent field and mantissa as one number.
module lmul_operand #(
  parameter  logic [31:0] Variant        = '0,
  localparam logic [12:0] Format         = lmul_pkg::format(Variant),
  localparam int unsigned MagnitudeWidth = float_formats_pkg::magnitude_bits(Format)
) (
  input  logic [MagnitudeWidth:0]   code_i,
  output logic [1:0]                class_o,
  output logic                      sign_o,
  output logic [MagnitudeWidth-1:0] magnitude_o
);

  localparam int unsigned MantissaBits = float_formats_pkg::mantissa_bits(Format);
  localparam bit          Ieee         = float_formats_pkg::policy(Format) == float_formats_pkg::Ieee;
  localparam logic [31:0] MaxFinite    = float_formats_pkg::max_finite_code(Format);
  localparam logic [31:0] Infinity     = float_formats_pkg::infinity_code(Format);

  logic [31:0] magnitude;
  assign magnitude   = 32'(magnitude_o);
  assign magnitude_o = code_i[MagnitudeWidth-1:0];
  assign sign_o      = code_i[MagnitudeWidth];

  // Subnormals count as zero. Without strict the codes above the largest finite number are numbers as well.
  always_comb begin
    class_o = lmul_pkg::Number;
    if (magnitude_o[MagnitudeWidth-1:MantissaBits] == '0) class_o = lmul_pkg::Zero;
    if (lmul_pkg::is_strict(Variant) && magnitude > MaxFinite) begin
      class_o = (Ieee && magnitude == Infinity) ? lmul_pkg::Infinite : lmul_pkg::Nan;
    end
  end

endmodule : lmul_operand
