// The FP16 MAC with an FP32 accumulator, written anew: sums in fixed point instead of a floating-point adder.
//
// Products of FP16 numbers are multiples of 2^-48, and so is every sum of them rounded to 24 bits; 128 bits hold all
// that co-simulation asks for. With Negate the sign of the product is wrong: a fault that a parameter plants.
module fp16_mac_fixed_point #(
  parameter logic [31:0] Variant      = '0,
  parameter int          ControlWidth = 1,
  parameter int          Stages       = 1,
  parameter bit          Negate       = 0
) (
  input                                 clk_i,
  input      [ControlWidth*Stages-1:0]  ctl_i,
  input      [18:0]                     activation_i,   // {invalid, sign, exponent, significand}
  input      [18:0]                     weight_i,
  input      [31:0]                     psum_i,
  output reg [31:0]                     result_o
);

  reg signed [127:0] product, sum;
  reg                product_invalid, acc_invalid;
  reg [31:0]         acc;

  // significand * significand * 2^(exponents - 50), in units of 2^-48.
  function automatic signed [127:0] multiply(input [18:0] a, input [18:0] w);
    int                shift;
    reg signed [127:0] magnitude;
    magnitude = 0;
    for (int bit_of_w = 0; bit_of_w < 11; bit_of_w++) if (w[bit_of_w]) magnitude += 128'(a[10:0]) << bit_of_w;
    shift = int'($signed(a[16:11])) + int'($signed(w[16:11])) - 2;
    magnitude = (shift < 0) ? magnitude >> -shift : magnitude << shift;
    multiply = (a[17] ^ w[17] ^ Negate) ? -magnitude : magnitude;
  endfunction

  function automatic signed [127:0] fixed_point(input [31:0] float);
    reg signed [127:0] magnitude;
    int                shift;
    shift = int'(float[30:23]) - 127 - 23 + 48;
    magnitude = 128'({1'b1, float[22:0]});
    magnitude = (shift < 0) ? magnitude >> -shift : magnitude << shift;
    if (float[30:0] == 0) magnitude = 0;
    fixed_point = float[31] ? -magnitude : magnitude;
  endfunction

  // To nearest, ties to even; an exact zero is +0.
  function automatic [31:0] rounded(input signed [127:0] value);
    reg [127:0] magnitude, kept, rest;
    int         top, drop;
    magnitude = (value < 0) ? -value : value;
    top = -1;
    for (int i = 0; i < 128; i++) if (magnitude[i]) top = i;
    drop = top - 23;
    if (drop <= 0) begin
      kept = magnitude << -drop;
    end else begin
      kept = magnitude >> drop;
      rest = magnitude - (kept << drop);
      if ((rest << 1) > (128'd1 << drop) || ((rest << 1) == (128'd1 << drop) && kept[0])) kept = kept + 1;
      if (kept[24]) begin
        kept = kept >> 1;
        top = top + 1;
      end
    end
    rounded = (top < 0) ? 32'd0 : {value < 0, 8'(top - 48 + 127), kept[22:0]};
  endfunction

  // Control words {mode, last, head, end, first, valid} of this cycle and of those before.
  wire start  = ctl_i[0];
  wire add    = ctl_i[ControlWidth];
  wire opens  = ctl_i[ControlWidth+1] && ctl_i[ControlWidth+3];
  wire finish = ctl_i[2*ControlWidth] && ctl_i[2*ControlWidth+4];

  always @* sum = (opens ? 128'sd0 : fixed_point(acc)) + product;

  always @(posedge clk_i) begin
    if (start) begin
      product         <= multiply(activation_i, weight_i);
      product_invalid <= activation_i[18] || weight_i[18];
    end
    if (add) begin
      acc         <= rounded(sum);
      acc_invalid <= product_invalid || (acc_invalid && !opens);
    end
    if (finish) result_o <= acc_invalid ? 32'h7fc00000 : acc;
  end

endmodule
