// Operand register of an edge of the NVFP4 slice: eight elements, and above them the block's scale.
module nvfp4_dot_decode (
  input  logic                                                                           clk_i,
  input  logic                                                                           valid_i,
  input  logic [nvfp4_dot_pkg::Lanes*nvfp4_dot_pkg::WeightCodeWidth-1:0]                 codes_i,
  input  logic [nvfp4_dot_pkg::MetadataWidth-1:0]                                        scale_i,
  output logic [nvfp4_dot_pkg::WeightOperandWidth+nvfp4_dot_pkg::ColumnOperandWidth-1:0] operand_o
);

  localparam int unsigned LaneWidth = nvfp4_dot_pkg::LaneWidth;

  logic [nvfp4_dot_pkg::Lanes-1:0]           invalid;
  logic [nvfp4_dot_pkg::Lanes*LaneWidth-1:0] lanes;
  for (genvar l = 0; l < nvfp4_dot_pkg::Lanes; l++) begin : gen_lanes
    block_float_element #(
      .Format          (float_formats_pkg::E2M1),
      .ExponentWidth   (nvfp4_dot_pkg::ExponentWidth),
      .SignificandWidth(nvfp4_dot_pkg::SignificandWidth)
    ) u_element (
      .code_i   (codes_i[4*l+:4]),
      .invalid_o(invalid[l]),
      .lane_o   (lanes[LaneWidth*l+:LaneWidth])
    );
  end

  logic       scale_invalid;
  logic [8:0] scale;
  block_float_element #(
    .Format          (float_formats_pkg::Ue4M3),
    .ExponentWidth   (4),
    .SignificandWidth(4)
  ) u_scale (
    .code_i   (scale_i[6:0]),
    .invalid_o(scale_invalid),
    .lane_o   (scale)
  );

  logic unused;
  assign unused = scale[8] ^ scale_i[7];

  logic [nvfp4_dot_pkg::WeightOperandWidth+nvfp4_dot_pkg::ColumnOperandWidth-1:0] operand_q;
  always_ff @(posedge clk_i) begin
    if (valid_i) operand_q <= {scale_invalid, scale[7:0], |invalid, lanes};
  end
  assign operand_o = operand_q;

endmodule : nvfp4_dot_decode
