// The named floating-point formats, a word each, and what follows from one: the table of models/formats/float_format.hpp.
package float_formats_pkg;

  // {exponent bits [3:0], mantissa bits [4:0], policy [1:0], signed, has zero}
  localparam int unsigned FormatWidth = 13;

  // What the highest exponent field means.
  localparam logic [1:0] Ieee      = 2'd0;  // infinity (mantissa 0) and NaN
  localparam logic [1:0] FiniteNan = 2'd1;  // finite, except NaN where the mantissa is all ones (OCP "fn")
  localparam logic [1:0] AllFinite = 2'd2;  // finite
  localparam logic [1:0] Fnuz      = 2'd3;  // finite, and the code of minus zero is the single NaN; the bias is one more

  localparam logic [12:0] Fp32  = {4'd8, 5'd23, Ieee, 1'b1, 1'b1};
  localparam logic [12:0] Fp16  = {4'd5, 5'd10, Ieee, 1'b1, 1'b1};
  localparam logic [12:0] Bf16  = {4'd8, 5'd7, Ieee, 1'b1, 1'b1};
  localparam logic [12:0] Tf32  = {4'd8, 5'd10, Ieee, 1'b1, 1'b1};
  localparam logic [12:0] E5M2  = {4'd5, 5'd2, Ieee, 1'b1, 1'b1};
  localparam logic [12:0] E4M3  = {4'd4, 5'd3, FiniteNan, 1'b1, 1'b1};
  localparam logic [12:0] E3M4  = {4'd3, 5'd4, AllFinite, 1'b1, 1'b1};
  localparam logic [12:0] E3M2  = {4'd3, 5'd2, AllFinite, 1'b1, 1'b1};
  localparam logic [12:0] E2M3  = {4'd2, 5'd3, AllFinite, 1'b1, 1'b1};
  localparam logic [12:0] E2M1  = {4'd2, 5'd1, AllFinite, 1'b1, 1'b1};
  localparam logic [12:0] E3M0  = {4'd3, 5'd0, AllFinite, 1'b1, 1'b1};
  localparam logic [12:0] E2M0  = {4'd2, 5'd0, AllFinite, 1'b1, 1'b1};
  localparam logic [12:0] E8M0  = {4'd8, 5'd0, FiniteNan, 1'b0, 1'b0};
  localparam logic [12:0] Ue4M3 = {4'd4, 5'd3, FiniteNan, 1'b0, 1'b1};
  localparam logic [12:0] Ue5M3 = {4'd5, 5'd3, FiniteNan, 1'b0, 1'b1};

  // Row k in bits [FormatWidth*k +: FormatWidth].
  localparam int unsigned Count = 15;
  localparam logic [FormatWidth*Count-1:0] Rows = {Ue5M3, Ue4M3, E8M0, E2M0, E3M0, E2M1, E2M3, E3M2, E3M4, E4M3, E5M2,
                                                   Tf32, Bf16, Fp16, Fp32};

  function automatic int unsigned exponent_bits(input logic [12:0] format);
    exponent_bits = 32'(format[12:9]);
  endfunction

  function automatic int unsigned mantissa_bits(input logic [12:0] format);
    mantissa_bits = 32'(format[8:4]);
  endfunction

  function automatic logic [1:0] policy(input logic [12:0] format);
    policy = format[3:2];
  endfunction

  function automatic bit is_signed(input logic [12:0] format);
    is_signed = format[1];
  endfunction

  function automatic bit has_zero(input logic [12:0] format);
    has_zero = format[0];
  endfunction

  function automatic int unsigned magnitude_bits(input logic [12:0] format);
    magnitude_bits = exponent_bits(format) + mantissa_bits(format);
  endfunction

  function automatic int unsigned width(input logic [12:0] format);
    width = magnitude_bits(format) + 32'(format[1]);
  endfunction

  function automatic int unsigned bias(input logic [12:0] format);
    bias = (32'd1 << (exponent_bits(format) - 1)) - ((policy(format) == Fnuz) ? 32'd0 : 32'd1);
  endfunction

  function automatic logic [31:0] magnitude_mask(input logic [12:0] format);
    magnitude_mask = (32'd1 << magnitude_bits(format)) - 32'd1;
  endfunction

  // The highest exponent field with mantissa 0; an infinity in an IEEE format alone.
  function automatic logic [31:0] infinity_code(input logic [12:0] format);
    infinity_code = magnitude_mask(format) & ~((32'd1 << mantissa_bits(format)) - 32'd1);
  endfunction

  // Only where the format has a NaN.
  function automatic logic [31:0] nan_code(input logic [12:0] format);
    nan_code = magnitude_mask(format);
    if (policy(format) == Ieee) nan_code = infinity_code(format) | (32'd1 << (mantissa_bits(format) - 1));
    if (policy(format) == Fnuz) nan_code = 32'd1 << magnitude_bits(format);
  endfunction

  function automatic logic [31:0] max_finite_code(input logic [12:0] format);
    max_finite_code = magnitude_mask(format);
    if (policy(format) == Ieee) max_finite_code = infinity_code(format) - 32'd1;
    if (policy(format) == FiniteNan) max_finite_code = magnitude_mask(format) - 32'd1;
  endfunction

  function automatic int unsigned largest_field(input logic [12:0] format);
    largest_field = max_finite_code(format) >> mantissa_bits(format);
  endfunction

  // Of the signed exponent that float_unpack gives: from -(mantissa bits), of a normalised zero, to the largest field.
  function automatic int unsigned unpacked_exponent_width(input logic [12:0] format);
    int unsigned bits;
    bits = exponent_bits(format);
    unpacked_exponent_width = ((mantissa_bits(format) > 32'd1 << bits) ? $clog2(mantissa_bits(format)) : bits) + 32'd1;
  endfunction

  // Of an operand {invalid, sign, exponent, significand} of one normalised code.
  function automatic int unsigned operand_width(input logic [12:0] format);
    operand_width = unpacked_exponent_width(format) + mantissa_bits(format) + 32'd3;
  endfunction

endpackage : float_formats_pkg
