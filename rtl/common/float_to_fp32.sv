// A code of an IEEE format of at most FP32's exponent and mantissa bits as FP32: exact, infinities and NaNs as what they are.
module float_to_fp32 #(
  parameter  logic [12:0] Format = float_formats_pkg::Fp16,
  localparam int unsigned Width  = float_formats_pkg::width(Format)
) (
  input  logic [Width-1:0] code_i,
  output logic [31:0]      fp32_o
);

  localparam int unsigned MantissaBits = float_formats_pkg::mantissa_bits(Format);

  if (float_formats_pkg::exponent_bits(Format) == 8) begin : gen_upper_bits
    assign fp32_o = 32'(code_i) << (23 - MantissaBits);
  end else begin : gen_narrow_exponent
    // FP32 holds every value as a normal number.
    localparam int unsigned ExponentBits  = float_formats_pkg::exponent_bits(Format);
    localparam int unsigned ExponentWidth = ((MantissaBits > 2**ExponentBits) ? $clog2(MantissaBits) : ExponentBits) + 1;
    logic                            sign, zero, infinite, nan;
    logic signed [ExponentWidth-1:0] exponent;
    logic [MantissaBits:0]           significand;
    float_unpack #(
      .Format   (Format),
      .Normalise(1'b1)
    ) u_unpack (
      .code_i       (code_i),
      .sign_o       (sign),
      .zero_o       (zero),
      .infinite_o   (infinite),
      .nan_o        (nan),
      .exponent_o   (exponent),
      .significand_o(significand)
    );
    logic [7:0] field;
    assign field = 8'(exponent) + 8'd127 - 8'(float_formats_pkg::bias(Format));
    always_comb begin
      fp32_o = {sign, field, 23'(significand[MantissaBits-1:0]) << (23 - MantissaBits)};
      if (infinite || nan) fp32_o = {sign, 8'hff, nan, 22'd0};
      else if (zero) fp32_o = {sign, 31'd0};
    end
    logic unused;
    assign unused = significand[MantissaBits];
  end

endmodule : float_to_fp32
