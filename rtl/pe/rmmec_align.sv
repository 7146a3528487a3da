// The lanes' products as signed numbers in the places of their quires; lanes that share a quire are added.
//
// A product's lowest place lies below the quire's, but what lies there is zero: a number of extreme scale has a short fraction.
// live_o: of each segment of 32 bits, whether a product other than zero belongs to its quire.
module rmmec_align #(
  parameter  bit          Quadratic    = 1'b0,
  localparam int unsigned Lanes4       = rmmec_pkg::lanes_of_4_bits(Quadratic),
  localparam int unsigned Lanes8       = rmmec_pkg::lanes_of_8_bits(Quadratic),
  localparam int unsigned ProductWidth = 10 * Lanes4
) (
  input  logic [1:0]              mode_i,
  input  logic [ProductWidth-1:0] product_i,
  output logic [127:0]            addend_o,
  output logic [3:0]              live_o
);

  // fp4 and p4: product * 2^scale, last place 2^-8; at most 2^16 places, or 4 of them in a quire.
  logic [18*Lanes4-1:0] aligned_4;
  logic [Lanes4-1:0]    live_4;
  for (genvar l = 0; l < Lanes4; l++) begin : gen_4_bits
    logic [4:0]  amount;
    logic [16:0] magnitude;
    assign amount                = product_i[10*l+4+:5] + 5'd8;
    assign magnitude             = 17'(product_i[10*l+:4]) << amount;
    assign aligned_4[18*l+:18]   = product_i[10*l+9] ? -{1'b0, magnitude} : {1'b0, magnitude};
    assign live_4[l]             = |product_i[10*l+:4];
  end

  // p8: product * 2^(scale - 10), last place 2^-12, so 2^(scale + 2) places; at most 2^24.
  logic [26*Lanes8-1:0] aligned_8;
  logic [Lanes8-1:0]    live_8;
  logic [10*Lanes8-1:0] below_8;
  for (genvar l = 0; l < Lanes8; l++) begin : gen_8_bits
    logic [4:0]  amount;
    logic [24:0] magnitude;
    assign amount                              = product_i[18*l+12+:5] + 5'd12;
    assign {magnitude, below_8[10*l+:10]}      = 35'(product_i[18*l+:12]) << amount;
    assign aligned_8[26*l+:26]                 = product_i[18*l+17] ? -{1'b0, magnitude} : {1'b0, magnitude};
    assign live_8[l]                           = |product_i[18*l+:12];
  end

  // p16: product * 2^(scale - 24), last place 2^-56, so 2^(scale + 32) places; at most 2^112.
  logic [6:0]   amount_16;
  logic [112:0] magnitude_16;
  logic [23:0]  below_16;
  logic         live_16;
  assign amount_16                = product_i[32:26] + 7'd56;
  assign {magnitude_16, below_16} = 137'(product_i[25:0]) << amount_16;
  assign live_16                  = |product_i[25:0];

  localparam int unsigned Shared4 = Lanes4 / 4;
  localparam int unsigned Shared8 = Lanes8 / 2;
  always_comb begin
    addend_o = '0;
    live_o   = '0;
    if (mode_i == rmmec_pkg::ModeP16) begin
      addend_o = product_i[33] ? -{15'd0, magnitude_16} : {15'd0, magnitude_16};
      live_o   = {4{live_16}};
    end else if (mode_i == rmmec_pkg::ModeP8) begin
      for (int unsigned l = 0; l < Lanes8; l++) begin
        addend_o[64*(l/Shared8)+:64] = addend_o[64*(l/Shared8)+:64] + 64'($signed(aligned_8[26*l+:26]));
        live_o[2*(l/Shared8)+:2]     = live_o[2*(l/Shared8)+:2] | {2{live_8[l]}};
      end
    end else begin
      for (int unsigned l = 0; l < Lanes4; l++) begin
        addend_o[32*(l/Shared4)+:32] = addend_o[32*(l/Shared4)+:32] + 32'($signed(aligned_4[18*l+:18]));
        live_o[l/Shared4]            = live_o[l/Shared4] | live_4[l];
      end
    end
  end

  logic unused;
  assign unused = ^{below_8, below_16};

endmodule : rmmec_align
