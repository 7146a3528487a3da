// The lanes' products {sign, scale, product} from one array of 7 x 7 multiplier blocks of 2 x 2 bits.
//
// Block (i, j) multiplies digit i of one significand with digit j of the other: all 49 of them for p16, 3 x 3 a lane for p8,
// one a lane for fp4, none for p4, whose significands are 1. A block without work in a mode has zeros at its inputs.
// The power domains are nested: D0 has fp4's blocks, D0 and D1 those of p8.
// A lane has 10 bits (fp4, p4: scale 5, product 4), 18 (p8: 5, 12) or 34 (p16: 7, 26), lane 0 lowest.
module rmmec_multiply #(
  parameter  bit          Quadratic    = 1'b0,
  localparam int unsigned Lanes4       = rmmec_pkg::lanes_of_4_bits(Quadratic),
  localparam int unsigned Lanes8       = rmmec_pkg::lanes_of_8_bits(Quadratic),
  localparam int unsigned OperandWidth = 7 * Lanes4,
  localparam int unsigned ProductWidth = 10 * Lanes4
) (
  input  logic [1:0]              mode_i,
  input  logic [OperandWidth-1:0] a_i,
  input  logic [OperandWidth-1:0] b_i,
  output logic [ProductWidth-1:0] product_o
);

  localparam int unsigned Digits = 7;

  // Block (i, j) at [4 * (7 * i + j) +: 4].
  logic [4*Digits*Digits-1:0] blocks;
  logic [4*Lanes4-1:0]        fp4_products;
  logic [13:0]                p16_a, p16_b;
  assign p16_a = {1'b0, a_i[12:0]};
  assign p16_b = {1'b0, b_i[12:0]};

  for (genvar i = 0; i < Digits; i++) begin : gen_rows
    for (genvar j = 0; j < Digits; j++) begin : gen_columns
      // A p8 lane has a quadrant of the 6 x 6 low digits: one of the two on the diagonal, or any. An fp4 lane has a block on
      // the diagonal, or one of the four lowest of a quadrant, so that neighbouring lanes share the quadrant's quire.
      localparam bit          InP8    = i < 6 && j < 6 && (Quadratic || i / 3 == j / 3);
      localparam bit          InFp4   = InP8 && (Quadratic ? i % 3 < 2 && j % 3 < 2 : i == j && i < 4);
      localparam int unsigned P8Lane  = !InP8 ? 0 : Quadratic ? 2 * (i / 3) + j / 3 : i / 3;
      localparam int unsigned Fp4Lane = !InFp4 ? 0 : Quadratic ? 4 * P8Lane + 2 * (i % 3) + j % 3 : i;

      logic [1:0] a, b;
      always_comb begin
        a = '0;
        b = '0;
        if (mode_i == rmmec_pkg::ModeP16) begin
          a = p16_a[2*i+:2];
          b = p16_b[2*j+:2];
        end else if (InP8 && mode_i == rmmec_pkg::ModeP8) begin
          a = a_i[11*P8Lane+2*(i%3)+:2];
          b = b_i[11*P8Lane+2*(j%3)+:2];
        end else if (InFp4 && mode_i == rmmec_pkg::ModeFp4) begin
          a = a_i[7*Fp4Lane+:2];
          b = b_i[7*Fp4Lane+:2];
        end
      end
      assign blocks[4*(Digits*i+j)+:4] = 4'(a) * 4'(b);
      if (InFp4) begin : gen_fp4
        assign fp4_products[4*Fp4Lane+:4] = blocks[4*(Digits*i+j)+:4];
      end
    end
  end

  // Sums of the four quadrants; p16 adds them and the blocks of its highest digits.
  logic [12*4-1:0] quadrants;
  logic [27:0]     p16_product;
  always_comb begin
    quadrants = '0;
    for (int unsigned q = 0; q < 4; q++) begin
      for (int unsigned i = 0; i < 3; i++) begin
        for (int unsigned j = 0; j < 3; j++) begin
          quadrants[12*q+:12] = quadrants[12*q+:12]
                              + (12'(blocks[4*(Digits*(3*(q/2)+i)+3*(q%2)+j)+:4]) << (2 * (i + j)));
        end
      end
    end
    p16_product = '0;
    for (int unsigned q = 0; q < 4; q++) begin
      p16_product = p16_product + (28'(quadrants[12*q+:12]) << (6 * (q / 2 + q % 2)));
    end
    for (int unsigned i = 0; i < Digits - 1; i++) begin
      p16_product = p16_product + (28'(blocks[4*(Digits*i+6)+:4]) << (2 * (i + 6)))
                                + (28'(blocks[4*(Digits*6+i)+:4]) << (2 * (i + 6)));
    end
    p16_product = p16_product + (28'(blocks[4*(Digits*6+6)+:4]) << 24);
  end

  // Signs and scales.
  logic [10*Lanes4-1:0] fp4, p4;
  logic [18*Lanes8-1:0] p8;
  logic [33:0]          p16;
  for (genvar l = 0; l < Lanes4; l++) begin : gen_4_bits
    logic [5:0] head;
    assign head = {a_i[7*l+6] ^ b_i[7*l+6], 5'($signed(a_i[7*l+2+:4])) + 5'($signed(b_i[7*l+2+:4]))};
    assign fp4[10*l+:10] = {head, fp4_products[4*l+:4]};
    assign p4[10*l+:10]  = {head, 3'd0, a_i[7*l] & b_i[7*l]};
  end
  for (genvar l = 0; l < Lanes8; l++) begin : gen_8_bits
    localparam int unsigned Quadrant = Quadratic ? l : 3 * l;
    assign p8[18*l+:18] = {a_i[11*l+10] ^ b_i[11*l+10], 5'($signed(a_i[11*l+6+:4])) + 5'($signed(b_i[11*l+6+:4])),
                           quadrants[12*Quadrant+:12]};
  end
  assign p16 = {a_i[19] ^ b_i[19], 7'($signed(a_i[18:13])) + 7'($signed(b_i[18:13])), p16_product[25:0]};

  always_comb begin
    product_o = fp4;
    if (mode_i == rmmec_pkg::ModeP4) product_o = p4;
    else if (mode_i == rmmec_pkg::ModeP8) product_o = ProductWidth'(p8);
    else if (mode_i == rmmec_pkg::ModeP16) product_o = ProductWidth'(p16);
  end

  logic unused;
  assign unused = ^p16_product[27:26];   // 13 x 13 bits

endmodule : rmmec_multiply
