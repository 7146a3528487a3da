// Next value of an FP32 or FP16 accumulator: accumulator plus a float addend, exact before one rounding.
//
// The addend has the bias of FP32 and at least the mantissa bits of the accumulator.
module float_accumulate #(
  parameter  bit          Fp16         = 1'b0,
  parameter  int unsigned ExponentBits = 8,    // of the addend
  parameter  int unsigned MantissaBits = 23,
  localparam int unsigned AddendWidth  = 1 + ExponentBits + MantissaBits
) (
  input  logic                   first_i,    // the accumulator counts as +0
  input  logic [31:0]            acc_i,      // FP16: the low half
  input  logic [AddendWidth-1:0] addend_i,
  output logic [31:0]            acc_o
);

  localparam logic [12:0] Format = Fp16 ? float_formats_pkg::Fp16 : float_formats_pkg::Fp32;
  localparam int unsigned Width  = float_formats_pkg::width(Format);

  logic [31:0] wide;
  if (Fp16) begin : gen_fp16
    fp16_to_fp32 u_wide (
      .code_i(first_i ? 16'd0 : acc_i[15:0]),
      .code_o(wide)
    );
    logic unused;
    assign unused = ^acc_i[31:16];
  end else begin : gen_fp32
    assign wide = first_i ? 32'd0 : acc_i;
  end

  // The field of all ones, of infinities and NaNs, stays one.
  logic [ExponentBits-1:0] field;
  logic [MantissaBits-1:0] mantissa;
  assign field = (&wide[30:23]) ? '1 : ExponentBits'(wide[30:23]);
  if (MantissaBits < 23) begin : gen_narrow
    assign mantissa = wide[22-:MantissaBits];
    logic unused_mantissa;
    assign unused_mantissa = ^wide[22-MantissaBits:0];
  end else begin : gen_wide
    assign mantissa = MantissaBits'(wide[22:0]) << (MantissaBits - 23);
  end

  logic [Width-1:0] sum;
  fp32_add #(
    .OutFormat   (Format),
    .ExponentBits(ExponentBits),
    .MantissaBits(MantissaBits)
  ) u_add (
    .a_i  ({wide[31], field, mantissa}),
    .b_i  (addend_i),
    .sum_o(sum)
  );
  assign acc_o = 32'(sum);

endmodule : float_accumulate
