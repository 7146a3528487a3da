// PE of a scaled-block dot product: multiply the significands, shift by the exponents, add all to the exact sum of the block.
module block_sum #(
  parameter  int unsigned ControlWidth     = 1,
  parameter  int unsigned Stages           = 1,
  parameter  int unsigned Lanes            = 8,
  parameter  int unsigned ExponentWidth    = 5,
  parameter  int unsigned SignificandWidth = 8,
  parameter  int unsigned SumWidth         = 70,
  localparam int unsigned LaneWidth        = 1 + ExponentWidth + SignificandWidth,
  localparam int unsigned OperandWidth     = Lanes * LaneWidth + 1
) (
  input  logic                           clk_i,
  input  logic [ControlWidth*Stages-1:0] ctl_i,
  input  logic [OperandWidth-1:0]        activation_i,   // {invalid, lanes x {sign, exponent, significand}}
  input  logic [OperandWidth-1:0]        weight_i,
  output logic [SumWidth:0]              result_o   // {invalid, sum}
);

  // Control words {mode, last, head, end, first, valid}.
  logic multiply, add_lanes, accumulate, first, load_result;
  assign multiply    = ctl_i[0];
  assign add_lanes   = ctl_i[ControlWidth];
  assign accumulate  = ctl_i[ControlWidth*2];
  assign first       = ctl_i[ControlWidth*2+1];
  assign load_result = ctl_i[ControlWidth*3] & ctl_i[ControlWidth*3+2];

  // Stage 1: products.
  localparam int unsigned ProductWidth = 2 * SignificandWidth;
  localparam int unsigned ShiftWidth   = ExponentWidth + 1;
  logic [Lanes-1:0]              sign_q;
  logic [Lanes*ShiftWidth-1:0]   shift_q;
  logic [Lanes*ProductWidth-1:0] product_q;
  logic                          invalid_q;
  for (genvar l = 0; l < Lanes; l++) begin : gen_products
    logic                        a_sign, w_sign;
    logic [ExponentWidth-1:0]    a_exponent, w_exponent;
    logic [SignificandWidth-1:0] a_significand, w_significand;
    assign {a_sign, a_exponent, a_significand} = activation_i[LaneWidth*l+:LaneWidth];
    assign {w_sign, w_exponent, w_significand} = weight_i[LaneWidth*l+:LaneWidth];
    always_ff @(posedge clk_i) begin
      if (multiply) begin
        sign_q[l]                                <= a_sign ^ w_sign;
        shift_q[ShiftWidth*l+:ShiftWidth]        <= ShiftWidth'(a_exponent) + ShiftWidth'(w_exponent);
        product_q[ProductWidth*l+:ProductWidth]  <= ProductWidth'(a_significand) * ProductWidth'(w_significand);
      end
    end
  end
  always_ff @(posedge clk_i) begin
    if (multiply) invalid_q <= activation_i[OperandWidth-1] | weight_i[OperandWidth-1];
  end

  // Stage 2: the lanes on one grid, and their sum.
  logic [Lanes*SumWidth-1:0]  terms;
  logic signed [SumWidth-1:0] step, step_q;
  logic                       step_invalid_q;
  for (genvar l = 0; l < Lanes; l++) begin : gen_terms
    logic [SumWidth-1:0] magnitude;
    assign magnitude = SumWidth'(product_q[ProductWidth*l+:ProductWidth]) << shift_q[ShiftWidth*l+:ShiftWidth];
    assign terms[SumWidth*l+:SumWidth] = sign_q[l] ? -magnitude : magnitude;
  end
  always_comb begin
    step = '0;
    for (int unsigned l = 0; l < Lanes; l++) step = step + $signed(terms[SumWidth*l+:SumWidth]);
  end
  always_ff @(posedge clk_i) begin
    if (add_lanes) begin
      step_q         <= step;
      step_invalid_q <= invalid_q;
    end
  end

  // Stage 3: the sum of the block.
  logic signed [SumWidth-1:0] sum_q;
  logic                       sum_invalid_q;
  logic [SumWidth:0]          result_q;
  always_ff @(posedge clk_i) begin
    if (accumulate) begin
      sum_q         <= (first ? '0 : sum_q) + step_q;
      sum_invalid_q <= step_invalid_q | (sum_invalid_q & ~first);
    end
    if (load_result) result_q <= {sum_invalid_q, sum_q};
  end
  assign result_o = result_q;

endmodule : block_sum
