// Weight edge of a BitMoD column: one term a cycle for four lanes, and the group's scale serialised behind the group.
//
// A step is one term. Integers take 4/3/3/2/2 terms a chunk of four weights, FP4 and FP3 two. The scale goes down the
// column one bit a cycle, most significant first, the first bit in the cycle in which the PE's accumulator is final.
module bitmod_term_generator #(
  parameter logic [31:0] Variant = '0
) (
  input  logic                                                          clk_i,
  input  logic                                                          rst_ni,
  input  logic                                                          valid_i,
  input  logic                                                          clear_i,
  input  logic                                                          end_i,
  input  logic [bitmod_pkg::ModeWidth-1:0]                              mode_i,
  input  logic [bitmod_pkg::Lanes*bitmod_pkg::WeightCodeWidth-1:0]      weight_i,
  input  logic [bitmod_pkg::MetadataWidth-1:0]                          metadata_i,
  output logic [bitmod_pkg::WeightOperandWidth-1:0]                     operand_o
);

  localparam int unsigned PeLatency = bitmod_pkg::pe_latency(Variant);
  localparam int unsigned ScaleBits   = bitmod_pkg::group_end_cycles(Variant);

  logic is_fp;
  assign is_fp = (mode_i == bitmod_pkg::ModeFp4) || (mode_i == bitmod_pkg::ModeFp3);

  // Index of the term within its chunk.
  logic [1:0] phase, last_phase, phase_q;
  always_comb begin
    last_phase = 2'd1;
    case (mode_i)
      bitmod_pkg::ModeInt8:                       last_phase = 2'd3;
      bitmod_pkg::ModeInt6, bitmod_pkg::ModeInt5: last_phase = 2'd2;
      default:                                    last_phase = 2'd1;
    endcase
  end
  assign phase = clear_i ? 2'd0 : phase_q;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) phase_q <= 2'd0;
    else if (valid_i) phase_q <= (end_i || (phase >= last_phase)) ? 2'd0 : phase + 2'd1;
  end

  logic [4*bitmod_pkg::Lanes-1:0] terms, terms_q;
  for (genvar l = 0; l < bitmod_pkg::Lanes; l++) begin : gen_lanes
    bitmod_lane_terms u_terms (
      .code_i   (weight_i[l*bitmod_pkg::WeightCodeWidth+:bitmod_pkg::WeightCodeWidth]),
      .mode_i   (mode_i),
      .special_i(metadata_i[9:8]),
      .phase_i  (phase),
      .sign_o   (terms[4*l+3]),
      .man_o    (terms[4*l+2]),
      .exp_o    (terms[4*l+:2])
    );
  end

  logic [2:0] bsig, bsig_q;
  assign bsig = is_fp ? {2'b00, phase == 2'd0} : {phase, 1'b0};

  always_ff @(posedge clk_i) begin
    if (valid_i) begin
      terms_q <= terms;
      bsig_q  <= bsig;
    end
  end

  // The previous scale may still be on its way while a new one waits for its accumulator to be final.
  logic                 load_scale, group_end;
  logic [ScaleBits-1:0] scale_waiting_q, scale_q;
  assign group_end = valid_i & end_i;
  delay_line #(.Width(1), .Cycles(PeLatency), .Reset(1'b1)) u_load (
    .clk_i (clk_i),
    .rst_ni(rst_ni),
    .data_i(group_end),
    .data_o(load_scale)
  );

  always_ff @(posedge clk_i) begin
    if (group_end) scale_waiting_q <= metadata_i[ScaleBits-1:0];
    scale_q <= load_scale ? scale_waiting_q : scale_q << 1;
  end

  if (ScaleBits < 8) begin : gen_unused
    logic unused;
    assign unused = ^metadata_i[7:ScaleBits];
  end

  assign operand_o = {scale_q[ScaleBits-1], bsig_q, terms_q};

endmodule : bitmod_term_generator
