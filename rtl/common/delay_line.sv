// Fixed delay of a bus by Cycles clocks; Cycles 0 is a wire. Reset clears it only where Reset is 1 (control).
module delay_line #(
  parameter int unsigned Width  = 1,
  parameter int unsigned Cycles = 1,
  parameter bit          Reset  = 1'b0
) (
  input  logic             clk_i,
  input  logic             rst_ni,
  input  logic [Width-1:0] data_i,
  output logic [Width-1:0] data_o
);

  if (Cycles == 0) begin : gen_wire
    logic unused;
    assign unused = ^{clk_i, rst_ni};
    assign data_o = data_i;
  end else begin : gen_registers
    logic [Width*Cycles-1:0] line_q, line_d;

    if (Cycles == 1) begin : gen_one
      assign line_d = data_i;
    end else begin : gen_many
      assign line_d = {line_q[Width*(Cycles-1)-1:0], data_i};
    end
    assign data_o = line_q[Width*Cycles-1-:Width];

    if (Reset) begin : gen_reset
      always_ff @(posedge clk_i) begin
        if (!rst_ni) line_q <= '0;
        else line_q <= line_d;
      end
    end else begin : gen_no_reset
      logic unused;
      assign unused = rst_ni;
      always_ff @(posedge clk_i) line_q <= line_d;
    end
  end

endmodule : delay_line
