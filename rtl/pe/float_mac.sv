// Floating-point MAC: an exact product of two normalised operands, added to an FP32 or FP16 accumulator with one rounding.
//
// Values: models/pe/float_mac.hpp. One MAC a cycle: stage 1 multiplies, stage 2 adds.
module float_mac #(
  parameter  logic [12:0] ActivationFormat = float_formats_pkg::Fp16,
  parameter  logic [12:0] WeightFormat     = float_formats_pkg::Fp16,
  parameter  bit          Fp16Accumulator  = 1'b0,
  parameter  int unsigned ControlWidth     = 1,
  parameter  int unsigned Stages           = 1,
  parameter  int unsigned Latency          = 2,
  parameter  bit          WeightStationary = 1'b0,
  localparam int unsigned ActivationWidth  = float_formats_pkg::operand_width(ActivationFormat),
  localparam int unsigned WeightWidth      = float_formats_pkg::operand_width(WeightFormat)
) (
  input  logic                           clk_i,
  input  logic [ControlWidth*Stages-1:0] ctl_i,
  input  logic [ActivationWidth-1:0]     activation_i,
  input  logic [WeightWidth-1:0]         weight_i,
  input  logic [31:0]                    psum_i,      // weight-stationary: the sum from above
  output logic [31:0]                    result_o
);

  localparam int unsigned ActivationBits = float_formats_pkg::mantissa_bits(ActivationFormat) + 1;
  localparam int unsigned WeightBits     = float_formats_pkg::mantissa_bits(WeightFormat) + 1;
  localparam int unsigned ProductBits    = ActivationBits + WeightBits;

  // Field of the product's top bit, with the bias of FP32, beside the sum of the operands' exponents.
  localparam int signed Offset = 32'sd128 - $signed(float_formats_pkg::bias(ActivationFormat))
                               - $signed(float_formats_pkg::bias(WeightFormat));
  localparam int signed Highest = $signed(float_formats_pkg::largest_field(ActivationFormat))
                                + $signed(float_formats_pkg::largest_field(WeightFormat)) + Offset;
  localparam int signed Lowest  = 32'sd3 - $signed(ProductBits) + Offset;
  // Whether a product may leave the exponents of FP32. Then its field has a bit more, which holds every larger product of
  // FP32's own exponents, and a smaller one is shifted down to field 0, where a guard and a sticky bit below FP32's last place
  // decide every rounding.
  localparam bit          Wide         = (Highest > 32'sd254) || (Lowest < 32'sd1);
  localparam int unsigned ExponentBits = Wide ? 9 : 8;
  localparam int unsigned MantissaBits = Fp16Accumulator ? ProductBits - 1 : Wide ? 25 : 23;
  localparam int unsigned AddendWidth  = 1 + ExponentBits + MantissaBits;

  logic product_valid, add_valid, add_first, load_result;
  assign product_valid = ctl_i[0];
  assign add_valid     = ctl_i[ControlWidth];
  assign add_first     = ctl_i[ControlWidth+3] & ctl_i[ControlWidth+1];
  assign load_result   = ctl_i[ControlWidth*Latency] & ctl_i[ControlWidth*Latency+4];

  // Stage 1: operands are normalised, so a product has its leading one in one of its two top bits.
  logic                    invalid, sign;
  logic [ProductBits-1:0]  product, normalised;
  logic signed [10:0]      activation_exponent, weight_exponent, field;
  logic [ExponentBits-1:0] product_field;
  logic [MantissaBits-1:0] product_mantissa;
  logic [AddendWidth-1:0]  product_d, product_q;
  assign invalid             = activation_i[ActivationWidth-1] | weight_i[WeightWidth-1];
  assign sign                = activation_i[ActivationWidth-2] ^ weight_i[WeightWidth-2];
  assign activation_exponent = 11'($signed(activation_i[ActivationWidth-3:ActivationBits]));
  assign weight_exponent     = 11'($signed(weight_i[WeightWidth-3:WeightBits]));
  assign product             = ProductBits'(activation_i[ActivationBits-1:0]) * ProductBits'(weight_i[WeightBits-1:0]);
  assign normalised          = product[ProductBits-1] ? product : product << 1;
  assign field = activation_exponent + weight_exponent + 11'(Offset) - (product[ProductBits-1] ? 11'sd0 : 11'sd1);

  if (Wide) begin : gen_wide
    logic                  below, lost;
    logic [10:0]           amount;
    logic [MantissaBits:0] moved;
    assign below  = field < 11'sd1;
    assign amount = below ? 11'sd1 - field : '0;
    shift_right_sticky #(
      .Width      (MantissaBits + 1),
      .AmountWidth(8)
    ) u_shift (
      .value_i ((MantissaBits+1)'(normalised) << (MantissaBits + 1 - ProductBits)),
      .amount_i(amount[7:0]),
      .value_o (moved),
      .lost_o  (lost)
    );
    assign product_field    = below ? '0 : field[ExponentBits-1:0];
    assign product_mantissa = {moved[MantissaBits-1:1], moved[0] | lost};
    logic unused;
    assign unused = ^{amount[10:8], moved[MantissaBits], field[10:ExponentBits]};
  end else begin : gen_within_fp32
    assign product_field    = field[ExponentBits-1:0];
    assign product_mantissa = MantissaBits'(normalised[ProductBits-2:0]) << (MantissaBits + 1 - ProductBits);
    logic unused;
    assign unused = ^field[10:ExponentBits];
  end

  always_comb begin
    product_d = {sign, product_field, product_mantissa};
    if (!normalised[ProductBits-1]) product_d = {sign, {AddendWidth-1{1'b0}}};
    // A NaN, which stays in the accumulator.
    if (invalid) product_d = {1'b0, {ExponentBits{1'b1}}, 1'b1, {MantissaBits-1{1'b0}}};
  end
  always_ff @(posedge clk_i) begin
    if (product_valid) product_q <= product_d;
  end

  // Stage 2: the first product is added to +0, or every one to the sum from above.
  logic [31:0] acc_d, acc_q;
  float_accumulate #(
    .Fp16        (Fp16Accumulator),
    .ExponentBits(ExponentBits),
    .MantissaBits(MantissaBits)
  ) u_accumulate (
    .first_i (!WeightStationary & add_first),
    .acc_i   (WeightStationary ? psum_i : acc_q),
    .addend_i(product_q),
    .acc_o   (acc_d)
  );
  always_ff @(posedge clk_i) begin
    if (add_valid) acc_q <= acc_d;
  end

  if (WeightStationary) begin : gen_passing
    logic unused;
    assign unused   = load_result;
    assign result_o = acc_q;
  end else begin : gen_drain
    logic [31:0] result_q;
    always_ff @(posedge clk_i) begin
      if (load_result) result_q <= acc_q;
    end
    assign result_o = result_q;
    logic unused;
    assign unused = ^psum_i;
  end

endmodule : float_mac
