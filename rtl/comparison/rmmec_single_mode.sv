// A MAC of one format alone: the RMMEC PE with its mode fixed, so that synthesis takes away what the mode does not use.
//
// Not part of any PE: what the reconfigurable one is compared with (scripts/compare_units.py).
module rmmec_single_mode #(
  parameter  logic [1:0]  Mode         = rmmec_pkg::ModeP8,
  parameter  logic [31:0] Variant      = '0,
  localparam int unsigned ControlWidth = 5 + rmmec_pkg::ModeWidth,
  localparam int unsigned Stages       = rmmec_pkg::pe_latency(Variant) + 1
) (
  input  logic                                         clk_i,
  input  logic [ControlWidth*Stages-1:0]               ctl_i,   // its mode bits are not read
  input  logic [rmmec_pkg::ActivationOperandWidth-1:0] activation_i,
  input  logic [rmmec_pkg::WeightOperandWidth-1:0]     weight_i,
  output logic [rmmec_pkg::ResultWidth-1:0]            result_o
);

  pe_rmmec #(
    .Variant     (Variant),
    .ControlWidth(ControlWidth),
    .Stages      (Stages)
  ) u_pe (
    .clk_i       (clk_i),
    .ctl_i       ({ctl_i[ControlWidth*Stages-1:ControlWidth], Mode, ctl_i[4:0]}),
    .activation_i(activation_i),
    .weight_i    (weight_i),
    .psum_i      ('0),
    .result_o    (result_o)
  );

  logic unused;
  assign unused = ^ctl_i[6:5];

endmodule : rmmec_single_mode
