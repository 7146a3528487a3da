// RMMEC PE: lanes of posits or FP4 multiplied and added to a quire, exactly. Values: models/pe/rmmec.hpp.
//
// One step a cycle in four stages: decode, multiply, align, accumulate. The mode of an output is that of its first step; a
// later step in another mode is refused: it adds nothing, clears the quire and sets a flag that lasts as long as the output.
module pe_rmmec #(
  parameter logic [31:0] Variant          = '0,
  parameter int unsigned ControlWidth     = 1,
  parameter int unsigned Stages           = 1,
  parameter bit          WeightStationary = 1'b0
) (
  input  logic                                         clk_i,
  input  logic [ControlWidth*Stages-1:0]               ctl_i,
  input  logic [rmmec_pkg::ActivationOperandWidth-1:0] activation_i,
  input  logic [rmmec_pkg::WeightOperandWidth-1:0]     weight_i,
  input  logic [rmmec_pkg::ResultWidth-1:0]            psum_i,   // not taken: sums stay in the PE
  output logic [rmmec_pkg::ResultWidth-1:0]            result_o
);
  // Without this a large array becomes one huge C++ function.
  /* verilator no_inline_module */

  logic unused_sum;
  assign unused_sum = ^{WeightStationary, psum_i};

  localparam bit          Quadratic    = Variant[0];
  localparam int unsigned Latency      = rmmec_pkg::pe_latency(Variant);
  localparam int unsigned WordWidth    = 4 * rmmec_pkg::lanes_of_4_bits(Quadratic);
  localparam int unsigned OperandWidth = 7 * rmmec_pkg::lanes_of_4_bits(Quadratic);
  localparam int unsigned ProductWidth = 10 * rmmec_pkg::lanes_of_4_bits(Quadratic);

  // Control words {mode, last, head, end, first, valid}; an output begins where both head and first are set.
  logic decode_valid, multiply_valid, align_valid, add_valid, load_result;
  assign decode_valid   = ctl_i[0];
  assign multiply_valid = ctl_i[ControlWidth];
  assign align_valid    = ctl_i[ControlWidth*2];
  assign add_valid      = ctl_i[ControlWidth*3];
  assign load_result    = ctl_i[ControlWidth*Latency] & ctl_i[ControlWidth*Latency+4];

  // Decode. Behind it every stage has the output's mode, not the step's.
  logic                    begins, refused, a_nar, b_nar;
  logic [1:0]              mode;
  logic [OperandWidth-1:0] a, b;
  logic [1:0]              multiply_mode_q;
  assign begins  = ctl_i[3] & ctl_i[1];
  assign mode    = begins ? ctl_i[6:5] : multiply_mode_q;
  assign refused = ~begins & (ctl_i[6:5] != multiply_mode_q);
  rmmec_decode #(.Quadratic(Quadratic)) u_decode_a (
    .mode_i   (mode),
    .word_i   (activation_i[WordWidth-1:0]),
    .nar_o    (a_nar),
    .operand_o(a)
  );
  rmmec_decode #(.Quadratic(Quadratic)) u_decode_b (
    .mode_i   (mode),
    .word_i   (weight_i[WordWidth-1:0]),
    .nar_o    (b_nar),
    .operand_o(b)
  );
  logic [OperandWidth-1:0] a_q, b_q;
  logic                    multiply_nar_q, multiply_refused_q;
  always_ff @(posedge clk_i) begin
    if (decode_valid) begin
      multiply_mode_q    <= mode;
      multiply_refused_q <= refused;
    end
    if (decode_valid & ~refused) begin
      a_q            <= a;
      b_q            <= b;
      multiply_nar_q <= a_nar | b_nar;
    end
  end

  // Multiply.
  logic [ProductWidth-1:0] product, product_q;
  logic [1:0]              align_mode_q;
  logic                    align_nar_q, align_refused_q;
  rmmec_multiply #(.Quadratic(Quadratic)) u_multiply (
    .mode_i   (multiply_mode_q),
    .a_i      (a_q),
    .b_i      (b_q),
    .product_o(product)
  );
  always_ff @(posedge clk_i) begin
    if (multiply_valid) begin
      align_mode_q    <= multiply_mode_q;
      align_refused_q <= multiply_refused_q;
    end
    if (multiply_valid & ~multiply_refused_q) begin
      product_q   <= product;
      align_nar_q <= multiply_nar_q;
    end
  end

  // Align.
  logic [127:0] addend, addend_q;
  logic [3:0]   live, live_q;
  logic [1:0]   add_mode_q;
  logic         add_nar_q, add_refused_q;
  rmmec_align #(.Quadratic(Quadratic)) u_align (
    .mode_i   (align_mode_q),
    .product_i(product_q),
    .addend_o (addend),
    .live_o   (live)
  );
  always_ff @(posedge clk_i) begin
    if (align_valid) begin
      add_mode_q    <= align_mode_q;
      add_refused_q <= align_refused_q;
    end
    if (align_valid & ~align_refused_q) begin
      addend_q  <= addend;
      live_q    <= live;
      add_nar_q <= align_nar_q;
    end
  end

  // Accumulate. The sum of the first overflow is kept without the bits above it; later steps add nothing.
  logic         add_begins, clear, adds, overflows, sum_negative;
  logic [127:0] quire_q, quire, sum;
  logic         nar_q, overflow_q, overflow_negative_q, mode_change_q;
  logic [1:0]   quire_mode_q;
  assign add_begins = ctl_i[ControlWidth*3+3] & ctl_i[ControlWidth*3+1];
  assign clear      = add_begins | add_refused_q;
  assign adds       = ~add_refused_q & (add_begins | ~overflow_q);
  assign quire      = add_begins ? '0 : quire_q;
  rmmec_quire_add u_add (
    .mode_i    (add_mode_q),
    .quire_i   (quire),
    .addend_i  (addend_q),
    .sum_o     (sum),
    .overflow_o(overflows),
    .negative_o(sum_negative)
  );
  for (genvar s = 0; s < 4; s++) begin : gen_segments
    always_ff @(posedge clk_i) begin
      if (add_valid & (clear | (adds & live_q[s]))) begin
        quire_q[32*s+:32] <= (adds & live_q[s]) ? sum[32*s+:32] : '0;
      end
    end
  end
  always_ff @(posedge clk_i) begin
    if (add_valid) begin
      quire_mode_q  <= add_mode_q;
      nar_q         <= ~add_refused_q & (add_nar_q | (nar_q & ~add_begins));
      mode_change_q <= add_refused_q | (mode_change_q & ~add_begins);
      if (clear) overflow_q <= 1'b0;
      else if (adds & overflows) begin
        overflow_q          <= 1'b1;
        overflow_negative_q <= sum_negative;
      end
      if (clear) overflow_negative_q <= 1'b0;
    end
  end

  logic [rmmec_pkg::ResultWidth-1:0] result_q;
  always_ff @(posedge clk_i) begin
    if (load_result) result_q <= {quire_mode_q, overflow_negative_q, mode_change_q, overflow_q, nar_q, quire_q};
  end
  assign result_o = result_q;

  if (WordWidth < rmmec_pkg::ActivationOperandWidth) begin : gen_unused
    logic unused;
    assign unused = ^{activation_i[rmmec_pkg::ActivationOperandWidth-1:WordWidth],
                      weight_i[rmmec_pkg::WeightOperandWidth-1:WordWidth]};
  end

endmodule : pe_rmmec
