// Widths of the L-Mul slice, and its Variant word. Ports hold the widest format and accumulator; narrower ones use the low bits.
//
// Variant, exclusive-or Defaults so that 0 stands for them: [4:0] mantissa bits, [7:5] exponent bits less 1, [9:8] policy as in
// float_formats_pkg, [10] literal, [11] strict, [12] pre_offset, [18:13] accumulator (0 fp32, 1 bf16, 2 fp16, else the bits of
// a fixed-point window), [27:19] and [31:28] offset: a number of 9 bits and its left shift. Values: models/pe/lmul.cpp.
package lmul_pkg;

  localparam logic [31:0] Defaults = 32'h004000e7;

  localparam int unsigned Lanes               = 1;
  localparam int unsigned ActivationCodeWidth = 32;
  localparam int unsigned WeightCodeWidth     = 32;
  localparam int unsigned MetadataWidth       = 1;   // none; a port needs a bit
  localparam int unsigned RowMetadataWidth    = 1;
  localparam int unsigned ModeWidth           = 1;   // one mode

  // {class[1:0], sign, exponent field and mantissa of the code, at the low end}.
  localparam int unsigned ActivationOperandWidth = 34;
  // The same; with pre_offset less bias and offset, offset_width bits.
  localparam int unsigned WeightOperandWidth     = 36;
  localparam int unsigned RowOperandWidth        = 0;
  localparam int unsigned ColumnOperandWidth     = 0;

  // {an infinity was added to the window, the same for minus infinity: above a fixed-point window's top bit}.
  localparam int unsigned ResultWidth       = 64;
  localparam int unsigned AccumulatorWidth  = 64;
  localparam int unsigned OutWidth          = 32;
  localparam int unsigned ChannelScaleWidth = 1;     // none; a port needs a bit
  localparam int unsigned FlagWidth         = 1;
  localparam int unsigned ColumnLatency     = 0;

  // Class of an operand or a product.
  localparam logic [1:0] Number   = 2'd0;
  localparam logic [1:0] Zero     = 2'd1;
  localparam logic [1:0] Infinite = 2'd2;
  localparam logic [1:0] Nan      = 2'd3;

  // The window ends this many bits above the largest product.
  localparam int unsigned Headroom = 16;

  function automatic logic [31:0] word(input logic [31:0] variant);
    word = variant ^ Defaults;
  endfunction

  // As float_formats_pkg has it.
  function automatic logic [12:0] format(input logic [31:0] variant);
    logic [31:0] chosen;
    chosen = word(variant);
    format = {4'(chosen[7:5]) + 4'd1, chosen[4:0], chosen[9:8], 2'b11};
  endfunction

  function automatic bit is_literal(input logic [31:0] variant);
    logic [31:0] chosen;
    chosen     = word(variant);
    is_literal = chosen[10];
  endfunction

  function automatic bit is_strict(input logic [31:0] variant);
    logic [31:0] chosen;
    chosen    = word(variant);
    is_strict = chosen[11];
  endfunction

  function automatic bit has_pre_offset(input logic [31:0] variant);
    logic [31:0] chosen;
    chosen         = word(variant);
    has_pre_offset = chosen[12];
  endfunction

  function automatic int unsigned offset(input logic [31:0] variant);
    logic [31:0] chosen;
    chosen = word(variant);
    offset = 32'(chosen[27:19]) << chosen[31:28];
  endfunction

  // What a product takes from the weight less bias and offset: a signed number; literal: {signed exponent, mantissa sum}.
  function automatic int unsigned offset_width(input logic [31:0] variant);
    offset_width = float_formats_pkg::magnitude_bits(format(variant)) + 32'd1 + 32'(is_literal(variant));
  endfunction

  // What the weight edge makes of a magnitude.
  function automatic int unsigned factor_width(input logic [31:0] variant);
    factor_width = has_pre_offset(variant) ? offset_width(variant) : float_formats_pkg::magnitude_bits(format(variant));
  endfunction

  // Fraction bits of a product; a literal one has one more than its operands.
  function automatic int unsigned fraction_bits(input logic [31:0] variant);
    fraction_bits = float_formats_pkg::mantissa_bits(format(variant)) + 32'(is_literal(variant));
  endfunction

  // Exponent field and fraction of a product.
  function automatic int unsigned product_width(input logic [31:0] variant);
    product_width = float_formats_pkg::exponent_bits(format(variant)) + fraction_bits(variant);
  endfunction

  function automatic int unsigned largest_field(input logic [31:0] variant);
    largest_field = float_formats_pkg::max_finite_code(format(variant)) >> float_formats_pkg::mantissa_bits(format(variant));
  endfunction

  // Width of a fixed-point window, 0 where the accumulator is a float.
  function automatic int unsigned fixed_bits(input logic [31:0] variant);
    logic [31:0] chosen;
    chosen     = word(variant);
    fixed_bits = (chosen[18:13] > 6'd2) ? 32'(chosen[18:13]) : 32'd0;
  endfunction

  function automatic logic [12:0] float_accumulator(input logic [31:0] variant);
    logic [31:0] chosen;
    chosen            = word(variant);
    float_accumulator = float_formats_pkg::Fp32;
    if (chosen[18:13] == 6'd1) float_accumulator = float_formats_pkg::Bf16;
    if (chosen[18:13] == 6'd2) float_accumulator = float_formats_pkg::Fp16;
  endfunction

  // Bits of a product's range that lie below the window and are cut off.
  function automatic int unsigned dropped_bits(input logic [31:0] variant);
    int unsigned exact;
    exact        = largest_field(variant) + fraction_bits(variant) + Headroom + 1;
    dropped_bits = (exact > fixed_bits(variant)) ? exact - fixed_bits(variant) : 32'd0;
  endfunction

  function automatic int unsigned pe_latency(input logic [31:0] variant);
    pe_latency = 2;
  endfunction

  // The move to the drain register.
  function automatic int unsigned group_end_cycles(input logic [31:0] variant);
    group_end_cycles = 1;
  endfunction

endpackage : lmul_pkg
