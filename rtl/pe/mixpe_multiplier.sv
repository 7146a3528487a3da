// Activation times a 4-bit weight in one of four forms with the same bits: weights are 0..15 or -8..7.
module mixpe_multiplier #(
  parameter int unsigned Form  = 0,   // 0 shift_add, 1 precomputed_3x, 2 booth, 3 inferred
  parameter int unsigned Width = 8    // of the activation, signed
) (
  input  logic signed [Width-1:0] x_i,
  input  logic signed [Width+1:0] triple_i,   // 3 x, for precomputed_3x alone
  input  logic [4:0]              weight_i,   // two's complement
  output logic signed [Width+3:0] product_o
);

  // 15 * 2^(Width-1) is below 2^(Width+3).
  localparam int unsigned ProductWidth = Width + 4;

  logic signed [ProductWidth-1:0] x;
  logic                           negative;   // then the bit that weighs 8 weighs -8
  assign x        = ProductWidth'(x_i);
  assign negative = weight_i[4];

  if (Form == 0) begin : gen_shift_add
    logic signed [ProductWidth-1:0] low, high, top;
    assign low       = (weight_i[0] ? x : '0) + (weight_i[1] ? x <<< 1 : '0);
    assign top       = weight_i[3] ? x <<< 3 : '0;
    assign high      = (weight_i[2] ? x <<< 2 : '0) + (negative ? -top : top);
    assign product_o = low + high;
  end else if (Form == 1) begin : gen_precomputed_3x
    // Two digits of two bits: 0, x, 2x or 3x each; a negative weight's high digit is -2x or -x instead of 2x or 3x.
    logic signed [ProductWidth-1:0] low, high;
    always_comb begin
      low  = '0;
      high = '0;
      case (weight_i[1:0])
        2'd1:    low = x;
        2'd2:    low = x <<< 1;
        2'd3:    low = ProductWidth'(triple_i);
        default: low = '0;
      endcase
      case (weight_i[3:2])
        2'd1:    high = x;
        2'd2:    high = negative ? -(x <<< 1) : x <<< 1;
        2'd3:    high = negative ? -x : ProductWidth'(triple_i);
        default: high = '0;
      endcase
    end
    assign product_o = low + (high <<< 2);
  end else if (Form == 2) begin : gen_booth
    // Radix-4 digits of {weight, 0}; the third one is 0 or 1, and 0 for a signed weight.
    logic [5:0]                       padded;
    logic [2*ProductWidth-1:0]        digits;
    logic signed [ProductWidth-1:0]   third;
    assign padded = {weight_i, 1'b0};
    for (genvar d = 0; d < 2; d++) begin : gen_digits
      logic [2:0]                     window;
      logic signed [ProductWidth-1:0] magnitude;
      assign window    = padded[2*d+:3];
      assign magnitude = ((window == 3'b011) || (window == 3'b100)) ? x <<< 1 : ((window[1] ^ window[0]) ? x : '0);
      assign digits[ProductWidth*d+:ProductWidth] = window[2] ? -magnitude : magnitude;
    end
    assign third     = (weight_i[3] && !negative) ? x : '0;
    assign product_o = $signed(digits[ProductWidth-1:0]) + ($signed(digits[ProductWidth+:ProductWidth]) <<< 2) + (third <<< 4);
    logic unused;
    assign unused = padded[5];
  end else begin : gen_inferred
    assign product_o = x * ProductWidth'($signed(weight_i));
    logic unused;
    assign unused = negative;
  end

  if (Form != 1) begin : gen_unused
    logic unused;
    assign unused = ^triple_i;
  end

endmodule : mixpe_multiplier
