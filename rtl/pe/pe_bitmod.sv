// BitMoD PE: four lanes of FP16 x bit-serial term, exponent-aligned group accumulation, bit-serial dequantisation.
//
// Values: models/pe/bitmod.hpp. Stage 1 takes products and exponents. bsig_aware and five_input align, add and normalise
// in one cycle, which the feedback of e_ACC forces; post_shift aligns to e_4 in a stage of its own before it.
// source  BitMoD, HPCA 2025, section IV and Fig. 5; alignment and rounding are parameters because the paper leaves them open.
module pe_bitmod #(
  parameter  logic [31:0] Variant          = '0,
  parameter  int unsigned ControlWidth     = 1,   // of one stage of ctl_i
  parameter  int unsigned Stages           = 1,
  parameter  bit          WeightStationary = 1'b0,
  localparam int unsigned Lanes            = bitmod_pkg::Lanes
) (
  input  logic                                          clk_i,
  input  logic [ControlWidth*Stages-1:0]                ctl_i,      // stage k: the control word k cycles ago
  input  logic [bitmod_pkg::ActivationOperandWidth-1:0] activation_i,
  input  logic [bitmod_pkg::WeightOperandWidth-1:0]     weight_i,
  input  logic [bitmod_pkg::ResultWidth-1:0]            psum_i,     // not taken: group sums stay in the PE
  output logic [bitmod_pkg::ResultWidth-1:0]            result_o    // drain register
);
  // Without this a large array becomes one huge C++ function.
  /* verilator no_inline_module */

  logic unused;
  assign unused = ^{WeightStationary, psum_i};

  localparam int unsigned Alignment   = 32'(Variant[3:0]);
  localparam bit          NearestEven = Variant[4];
  localparam int unsigned ScaleBits   = bitmod_pkg::group_end_cycles(Variant);
  localparam bit          PostShift   = Alignment == 2;
  localparam int unsigned Latency     = bitmod_pkg::pe_latency(Variant);

  // Control word: {mode, last, head, end, first, valid}.
  logic product_valid, add_valid, add_first, load_group, load_result, half_unit;
  logic [ScaleBits-1:0] dequantise;
  assign product_valid = ctl_i[0];
  assign add_valid     = ctl_i[ControlWidth*(Latency-1)];
  assign add_first     = ctl_i[ControlWidth*(Latency-1)+1];
  for (genvar k = 0; k < ScaleBits; k++) begin : gen_dequantise
    assign dequantise[k] = ctl_i[ControlWidth*(Latency+k)] & ctl_i[ControlWidth*(Latency+k)+2];
  end
  assign load_group  = dequantise[0];
  assign load_result = dequantise[ScaleBits-1];
  assign half_unit   = ctl_i[ControlWidth*(Latency+ScaleBits-1)+5+:3] >= bitmod_pkg::ModeFp4;

  // Stage 1: products and exponents; empty terms and zero activations are dead lanes.
  logic [Lanes-1:0]    live_d, live_q, sign_d, sign_q;
  logic [6*Lanes-1:0]  exponent_d, exponent_q;
  logic [11*Lanes-1:0] significand_d, significand_q;
  logic [2:0]          bsig_q;
  logic                invalid_q;
  for (genvar l = 0; l < Lanes; l++) begin : gen_products
    assign live_d[l]               = weight_i[4*l+2] & (|activation_i[17*l+:11]);
    assign sign_d[l]               = weight_i[4*l+3] ^ activation_i[17*l+16];
    assign exponent_d[6*l+:6]      = {1'b0, activation_i[17*l+11+:5]} + {4'b0000, weight_i[4*l+:2]};
    assign significand_d[11*l+:11] = weight_i[4*l+2] ? activation_i[17*l+:11] : 11'd0;
  end
  always_ff @(posedge clk_i) begin
    if (product_valid) begin
      live_q        <= live_d;
      sign_q        <= sign_d;
      exponent_q    <= exponent_d;
      significand_q <= significand_d;
      bsig_q        <= weight_i[18:16];
      invalid_q     <= activation_i[bitmod_pkg::ActivationOperandWidth-1];
    end
  end

  // Largest exponent of the live lanes; exponents start at 1, so 0 stands for none.
  logic       any_live;
  logic [5:0] e_lanes;
  assign any_live = |live_q;
  always_comb begin
    e_lanes = 6'd0;
    for (int unsigned l = 0; l < Lanes; l++) begin
      if (live_q[l] && (exponent_q[6*l+:6] > e_lanes)) e_lanes = exponent_q[6*l+:6];
    end
  end

  // Group accumulator; as the first step of a group adds, it counts as zero.
  logic signed [14:0] m_acc_q, m_acc, m_acc_d;
  logic [5:0]         e_acc_q, e_acc_d;
  logic               acc_is_zero;
  assign m_acc       = add_first ? 15'sd0 : m_acc_q;
  assign acc_is_zero = add_first | (m_acc_q == 15'sd0);

  // Exponent to which the lanes align.
  logic [5:0] e_reference;
  if (Alignment == 0) begin : gen_bsig_aware
    // e_ACC - bsig may be negative; then it cannot be the maximum.
    logic signed [7:0] e_acc_less;
    assign e_acc_less  = $signed({2'b00, e_acc_q}) - $signed({5'b00000, bsig_q});
    assign e_reference = (!acc_is_zero && (e_acc_less > $signed({2'b00, e_lanes}))) ? e_acc_less[5:0] : e_lanes;
  end else if (Alignment == 1) begin : gen_five_input
    assign e_reference = (!acc_is_zero && (e_acc_q > e_lanes)) ? e_acc_q : e_lanes;
  end else begin : gen_post_shift
    assign e_reference = e_lanes;
  end

  // Align (14 bits: 11 and three guard bits), negate, add.
  logic signed [16:0] lane_sum;
  logic [16*Lanes-1:0] aligned;
  for (genvar l = 0; l < Lanes; l++) begin : gen_align
    bitmod_align #(.NearestEven(NearestEven)) u_align (
      .sign_i       (sign_q[l]),
      .significand_i(significand_q[11*l+:11]),
      .shift_i      (e_reference - exponent_q[6*l+:6]),
      .value_o      (aligned[16*l+:16])
    );
  end
  always_comb begin
    lane_sum = 17'sd0;
    for (int unsigned l = 0; l < Lanes; l++) lane_sum = lane_sum + 17'($signed(aligned[16*l+:16]));
  end

  // 24-bit sum: the INT8 digits reach 5,240,704.
  logic signed [23:0] sum, total;
  logic [5:0]         e_total;
  logic               total_live, total_invalid;
  if (PostShift) begin : gen_add_post_shift
    logic signed [23:0] sum_q;
    logic [5:0]         e_sum_q;
    logic               any_live_q, sum_invalid_q;
    assign sum = 24'(lane_sum) <<< bsig_q;
    always_ff @(posedge clk_i) begin
      if (ctl_i[ControlWidth]) begin
        sum_q         <= sum;
        e_sum_q       <= e_lanes;
        any_live_q    <= any_live;
        sum_invalid_q <= invalid_q;
      end
    end
    logic               acc_leads;
    logic signed [23:0] sum_moved, acc_moved;
    assign acc_leads     = !acc_is_zero && (e_acc_q > e_sum_q);
    assign sum_moved     = acc_leads ? sum_q >>> (e_acc_q - e_sum_q) : sum_q;
    assign acc_moved     = acc_leads ? 24'(m_acc) : 24'(m_acc) >>> (e_sum_q - e_acc_q);
    assign total         = sum_moved + acc_moved;
    assign e_total       = acc_leads ? e_acc_q : e_sum_q;
    assign total_live    = any_live_q;
    assign total_invalid = sum_invalid_q;
  end else begin : gen_add_in_loop
    // Left by at most bsig (bsig_aware only), else right.
    logic               acc_left;
    logic signed [23:0] acc_moved;
    assign sum           = 24'(lane_sum) <<< bsig_q;
    assign acc_left      = e_acc_q > e_reference;
    assign acc_moved     = acc_left ? 24'(m_acc) <<< 3'(e_acc_q - e_reference)
                                    : 24'(m_acc) >>> (e_reference - e_acc_q);
    assign total         = sum + (acc_is_zero ? 24'sd0 : acc_moved);
    assign e_total       = e_reference;
    assign total_live    = any_live;
    assign total_invalid = invalid_q;
  end

  // Normalise: arithmetic right shift by 0..9 until 15 bits hold the value.
  logic [23:0] folded;
  logic [4:0]  zeros;
  logic [3:0]  shift;
  assign folded = total[23] ? ~total : total;
  leading_zero_count #(.Width(24)) u_zeros (.value_i(folded), .count_o(zeros));
  assign shift = (zeros >= 5'd10) ? 4'd0 : 4'(5'd10 - zeros);
  always_comb begin
    m_acc_d = m_acc;
    e_acc_d = e_acc_q;
    if (total_live) begin
      m_acc_d = 15'(total >>> shift);
      e_acc_d = e_total + {2'b00, shift};
    end
  end

  logic group_invalid_q;
  always_ff @(posedge clk_i) begin
    if (add_valid) begin
      m_acc_q         <= m_acc_d;
      e_acc_q         <= e_acc_d;
      group_invalid_q <= total_invalid | (group_invalid_q & ~add_first);
    end
  end

  // Dequantisation in the shadow of the next group: m_GRP = 2 m_GRP + (scale bit ? m_ACC : 0), 23 bits.
  logic signed [14:0] m_held_q, m_group;
  logic signed [22:0] m_grp_q, m_grp_d;
  logic [5:0]         e_grp_q;
  logic               grp_invalid_q;
  assign m_group = load_group ? m_acc_q : m_held_q;
  assign m_grp_d = (load_group ? 23'sd0 : m_grp_q <<< 1) + (weight_i[19] ? 23'(m_group) : 23'sd0);
  always_ff @(posedge clk_i) begin
    if (load_group) begin
      m_held_q      <= m_acc_q;
      e_grp_q       <= e_acc_q;
      grp_invalid_q <= group_invalid_q;
    end
    if (|dequantise) m_grp_q <= m_grp_d;
  end

  logic [bitmod_pkg::ResultWidth-1:0] result_q;
  always_ff @(posedge clk_i) begin
    if (load_result) result_q <= {grp_invalid_q, half_unit, e_grp_q, m_grp_d};
  end
  assign result_o = result_q;

endmodule : pe_bitmod
