// Control edge of the array: marks the first step of each group and the first group of each output.
//
// Control word: {mode, last, head, end, first, valid}; all bits but valid mean something only with it.
module array_control #(
  parameter  int unsigned ModeWidth    = 1,
  localparam int unsigned ControlWidth = 5 + ModeWidth
) (
  input  logic                    clk_i,
  input  logic                    rst_ni,
  input  logic                    valid_i,
  input  logic                    clear_i,       // first step of an output; drops what was not read
  input  logic                    end_group_i,
  input  logic                    read_i,        // last step of an output; ends its group as well
  input  logic [ModeWidth-1:0]    mode_i,
  output logic [ControlWidth-1:0] ctl_o
);

  logic first_pending_q, head_pending_q;
  logic first, head, group_end;
  assign first     = clear_i | first_pending_q;
  assign head      = clear_i | head_pending_q;
  assign group_end = end_group_i | read_i;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      first_pending_q <= 1'b1;
      head_pending_q  <= 1'b1;
    end else if (valid_i) begin
      first_pending_q <= group_end;
      head_pending_q  <= group_end ? read_i : head;
    end
  end

  logic                    valid_q;
  logic [ControlWidth-2:0] word_q;
  always_ff @(posedge clk_i) begin
    if (!rst_ni) valid_q <= 1'b0;
    else valid_q <= valid_i;
  end
  always_ff @(posedge clk_i) begin
    if (valid_i) word_q <= {mode_i, read_i, head, group_end, first};
  end
  assign ctl_o = {word_q, valid_q};

endmodule : array_control
