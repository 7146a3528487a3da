// The products of RMMEC's linear plan in one mode alone: from its blocks with the mode tied, or from a plain multiplier a lane.
//
// Mode 0 to 3 is rmmec_pkg's; 4 takes them all, from mode_i. What a mode does not use is taken away by synthesis.
// Not part of any PE: what RMMEC's array of blocks is compared with (scripts/compare_units.py).
module rmmec_products #(
  parameter int unsigned Mode  = 4,
  parameter bit          Plain = 1'b0
) (
  input  logic [1:0]  mode_i,
  input  logic [27:0] a_i,
  input  logic [27:0] b_i,
  output logic [39:0] out_o
);

  if (!Plain) begin : gen_blocks
    rmmec_multiply #(
      .Quadratic(1'b0)
    ) u_multiply (
      .mode_i   (Mode == 4 ? mode_i : 2'(Mode)),
      .a_i      (a_i),
      .b_i      (b_i),
      .product_o(out_o)
    );
  end else begin : gen_plain
    // Of a lane: sign, scale, significand; its product: sign, sum of the scales, product.
    localparam bit          Is16       = Mode == 32'(rmmec_pkg::ModeP16);
    localparam bit          Is8        = Mode == 32'(rmmec_pkg::ModeP8);
    localparam int unsigned Lanes      = Is16 ? 1 : Is8 ? 2 : 4;
    localparam int unsigned ScaleWidth = Is16 ? 6 : 4;
    localparam int unsigned FieldWidth = Is16 ? 13 : Is8 ? 6 : 2;
    localparam int unsigned Significand = Mode == 32'(rmmec_pkg::ModeP4) ? 1 : FieldWidth;
    localparam int unsigned LaneWidth  = 1 + ScaleWidth + FieldWidth;
    localparam int unsigned OutWidth   = 2 + ScaleWidth + 2 * FieldWidth;
    logic [Lanes*OutWidth-1:0] products;
    for (genvar l = 0; l < Lanes; l++) begin : gen_lanes
      logic [LaneWidth-1:0]     a, b;
      logic [2*Significand-1:0] product;
      assign a       = a_i[LaneWidth*l+:LaneWidth];
      assign b       = b_i[LaneWidth*l+:LaneWidth];
      assign product = (2 * Significand)'(a[Significand-1:0]) * (2 * Significand)'(b[Significand-1:0]);
      assign products[OutWidth*l+:OutWidth] = {
          a[LaneWidth-1] ^ b[LaneWidth-1],
          (ScaleWidth + 1)'($signed(a[FieldWidth+:ScaleWidth])) + (ScaleWidth + 1)'($signed(b[FieldWidth+:ScaleWidth])),
          (2 * FieldWidth)'(product)};
    end
    assign out_o = 40'(products);
    logic unused;
    assign unused = ^{mode_i, a_i, b_i};
  end

endmodule : rmmec_products
