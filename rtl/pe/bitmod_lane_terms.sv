// Terms of one weight code: Booth digits of an integer, leading ones of FP4 and FP3 with their special values.
//
// term = (-1)^sign * man * 2^exp * 2^bsig, bsig shared by the lanes. An empty term has man 0 and every other bit 0.
module bitmod_lane_terms (
  input  logic [7:0] code_i,
  input  logic [2:0] mode_i,
  input  logic [1:0] special_i,   // ER+, ER-, EA+, EA-
  input  logic [1:0] phase_i,     // index of the term, rising significance for integers
  output logic       sign_o,
  output logic       man_o,
  output logic [1:0] exp_o
);

  // Integers: the code sign-extended, one radix-4 Booth digit a phase.
  logic [7:0] extended;
  always_comb begin
    extended = code_i;
    case (mode_i)
      bitmod_pkg::ModeInt6: extended = {{2{code_i[5]}}, code_i[5:0]};
      bitmod_pkg::ModeInt5: extended = {{3{code_i[4]}}, code_i[4:0]};
      bitmod_pkg::ModeInt4: extended = {{4{code_i[3]}}, code_i[3:0]};
      bitmod_pkg::ModeInt3: extended = {{5{code_i[2]}}, code_i[2:0]};
      default:              extended = code_i;
    endcase
  end

  logic [8:0] padded;
  logic [2:0] window;
  assign padded = {extended, 1'b0};
  assign window = padded[{1'b0, phase_i, 1'b0}+:3];

  // FP4 and FP3: sign and {I3, I2, I1, I0, F0}; minus zero stands for the special value of the group.
  logic       is_fp4, fp_sign;
  logic [4:0] pattern;
  assign is_fp4 = mode_i == bitmod_pkg::ModeFp4;
  always_comb begin
    fp_sign = is_fp4 ? code_i[3] : code_i[2];
    pattern = 5'b00000;
    if (is_fp4) begin
      case (code_i[3:0])
        4'b0000:          pattern = 5'b00000;
        4'b0001, 4'b1001: pattern = 5'b00001;
        4'b0010, 4'b1010: pattern = 5'b00010;
        4'b0011, 4'b1011: pattern = 5'b00011;
        4'b0100, 4'b1100: pattern = 5'b00100;
        4'b0101, 4'b1101: pattern = 5'b00110;
        4'b0110, 4'b1110: pattern = 5'b01000;
        4'b0111, 4'b1111: pattern = 5'b01100;
        default: begin
          fp_sign = special_i[0];
          pattern = special_i[1] ? 5'b10000 : 5'b01010;
        end
      endcase
    end else begin
      case (code_i[2:0])
        3'b000:         pattern = 5'b00000;
        3'b001, 3'b101: pattern = 5'b00010;
        3'b010, 3'b110: pattern = 5'b00100;
        3'b011, 3'b111: pattern = 5'b01000;
        default: begin
          fp_sign = special_i[0];
          pattern = special_i[1] ? 5'b01100 : 5'b00110;
        end
      endcase
    end
  end

  // The bit found by the first window is cleared before the second window {I2, I1, I0, F0} looks.
  logic [3:0] first_window, second_window;
  logic [3:0] found;
  assign first_window = pattern[4:1];
  always_comb begin
    second_window = pattern[3:0];
    if (first_window[3]) second_window = pattern[3:0];
    else if (first_window[2]) second_window = {1'b0, pattern[2:0]};
    else if (first_window[1]) second_window = {2'b00, pattern[1:0]};
    else if (first_window[0]) second_window = {3'b000, pattern[0]};
  end
  assign found = (phase_i == 2'd0) ? first_window : (phase_i == 2'd1) ? second_window : 4'b0000;

  logic is_fp;
  assign is_fp = (mode_i == bitmod_pkg::ModeFp4) || (mode_i == bitmod_pkg::ModeFp3);
  always_comb begin
    sign_o = 1'b0;
    man_o  = 1'b0;
    exp_o  = 2'd0;
    if (is_fp) begin
      man_o  = |found;
      sign_o = fp_sign & man_o;
      if (found[3]) exp_o = 2'd3;
      else if (found[2]) exp_o = 2'd2;
      else if (found[1]) exp_o = 2'd1;
    end else begin
      man_o  = (window != 3'b000) && (window != 3'b111);
      sign_o = window[2] & man_o;
      exp_o  = ((window == 3'b011) || (window == 3'b100)) ? 2'd1 : 2'd0;
    end
  end

endmodule : bitmod_lane_terms
