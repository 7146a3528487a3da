// Operand register of an edge of the MX slice: eight elements of any type in units of their last places.
module mxfp_dot_decode (
  input  logic                                                         clk_i,
  input  logic                                                         valid_i,
  input  logic [2:0]                                                   mode_i,
  input  logic [mxfp_dot_pkg::Lanes*mxfp_dot_pkg::WeightCodeWidth-1:0] codes_i,
  output logic [mxfp_dot_pkg::WeightOperandWidth-1:0]                  operand_o
);

  localparam int unsigned Lanes     = mxfp_dot_pkg::Lanes;
  localparam int unsigned LaneWidth = mxfp_dot_pkg::LaneWidth;
  localparam int unsigned Formats   = 5;
  localparam logic [13*Formats-1:0] FormatOfMode = {float_formats_pkg::E5M2, float_formats_pkg::E4M3, float_formats_pkg::E3M2,
                                                    float_formats_pkg::E2M3, float_formats_pkg::E2M1};

  logic [Lanes-1:0]           invalid;
  logic [Lanes*LaneWidth-1:0] lanes;
  for (genvar l = 0; l < Lanes; l++) begin : gen_lanes
    logic [7:0]                   code;
    logic [Formats-1:0]           float_invalid;
    logic [Formats*LaneWidth-1:0] floats;
    assign code = codes_i[8*l+:8];
    for (genvar f = 0; f < Formats; f++) begin : gen_formats
      localparam logic [12:0] Format = FormatOfMode[13*f+:13];
      block_float_element #(
        .Format          (Format),
        .ExponentWidth   (mxfp_dot_pkg::ExponentWidth),
        .SignificandWidth(mxfp_dot_pkg::SignificandWidth)
      ) u_element (
        .code_i   (code[float_formats_pkg::width(Format)-1:0]),
        .invalid_o(float_invalid[f]),
        .lane_o   (floats[LaneWidth*f+:LaneWidth])
      );
    end

    // Integers as sign and magnitude; -128 takes all eight bits.
    always_comb begin
      invalid[l]                    = 1'b0;
      lanes[LaneWidth*l+:LaneWidth] = {code[7], {mxfp_dot_pkg::ExponentWidth{1'b0}}, code[7] ? -code : code};
      for (int unsigned f = 0; f < Formats; f++) begin
        if (mode_i == 3'(f)) begin
          invalid[l]                    = float_invalid[f];
          lanes[LaneWidth*l+:LaneWidth] = floats[LaneWidth*f+:LaneWidth];
        end
      end
    end
  end

  logic [mxfp_dot_pkg::WeightOperandWidth-1:0] operand_q;
  always_ff @(posedge clk_i) begin
    if (valid_i) operand_q <= {|invalid, lanes};
  end
  assign operand_o = operand_q;

endmodule : mxfp_dot_decode
