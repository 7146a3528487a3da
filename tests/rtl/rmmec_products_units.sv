// RMMEC's products in each mode alone, from its blocks (slots 0 to 3) and from plain multipliers (4 to 7), 64 bits each.
module rmmec_products_units (
  input  logic [27:0]  a_i,
  input  logic [27:0]  b_i,
  output logic [511:0] out_o
);

  for (genvar m = 0; m < 8; m++) begin : gen_modes
    logic [39:0] products;
    rmmec_products #(
      .Mode (m % 4),
      .Plain(m >= 4)
    ) u_products (
      .mode_i(2'd0),
      .a_i   (a_i),
      .b_i   (b_i),
      .out_o (products)
    );
    assign out_o[64*m+:64] = 64'(products);
  end

endmodule : rmmec_products_units
