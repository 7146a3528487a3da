// Output-stationary array: TileRows x TileColumns tiles of Rows x Columns PEs, with edges, skew, de-skew and output units.
//
// The ports carry whole steps: all rows and columns of one step in one cycle, one finished row of all columns a cycle.
// A slice is the array of one PE. The PE type comes in by macros, set from its line in models/pe/pe_catalog.def.
// Rows leave bottom tile row first, rising inside a tile. A group must end at least group_end_cycles and Rows cycles after
// the one before, an output at least TileRows * Rows cycles after the one before: the sequencer's duty, see docs/machine.md.
module pe_array #(
  parameter  logic [31:0] Variant      = '0,
  parameter  int unsigned TileRows     = 1,
  parameter  int unsigned TileColumns  = 1,
  parameter  int unsigned Rows         = 1,
  parameter  int unsigned Columns      = 1,
  localparam int unsigned AllRows      = TileRows * Rows,
  localparam int unsigned AllColumns   = TileColumns * Columns
) (
  input  logic                                                                       clk_i,
  input  logic                                                                       rst_ni,
  input  logic                                                                       valid_i,
  input  logic                                                                       clear_i,
  input  logic                                                                       end_group_i,
  input  logic                                                                       read_i,
  input  logic [`LOP_PKG::ModeWidth-1:0]                                             mode_i,
  input  logic [AllRows*`LOP_PKG::Lanes*`LOP_PKG::ActivationCodeWidth-1:0]           act_i,
  input  logic [AllColumns*`LOP_PKG::Lanes*`LOP_PKG::WeightCodeWidth-1:0]            wgt_i,
  input  logic [AllColumns*`LOP_PKG::MetadataWidth-1:0]                              meta_i,
  input  logic [AllRows*`LOP_PKG::RowMetadataWidth-1:0]                              row_meta_i,
  input  logic [AllColumns*`LOP_PKG::ChannelScaleWidth-1:0]                          channel_scale_i,
  output logic                                                                       psum_valid_o,
  output logic [AllColumns*`LOP_PKG::AccumulatorWidth-1:0]                           psum_o,
  output logic                                                                       valid_o,
  output logic [AllColumns*`LOP_PKG::OutWidth-1:0]                                   out_o,
  output logic [AllColumns*`LOP_PKG::FlagWidth-1:0]                                  flags_o
);

  localparam int unsigned ControlWidth = 5 + `LOP_PKG::ModeWidth;
  localparam int unsigned RowWidth     = `LOP_PKG::ActivationOperandWidth + `LOP_PKG::RowOperandWidth;
  localparam int unsigned ColumnWidth  = `LOP_PKG::WeightOperandWidth + `LOP_PKG::ColumnOperandWidth;
  localparam int unsigned AW           = Rows * RowWidth;
  localparam int unsigned WW           = Columns * ColumnWidth;
  localparam int unsigned PW           = Columns * `LOP_PKG::AccumulatorWidth;
  localparam int unsigned ActivationCodes = `LOP_PKG::Lanes * `LOP_PKG::ActivationCodeWidth;
  localparam int unsigned WeightCodes     = `LOP_PKG::Lanes * `LOP_PKG::WeightCodeWidth;

  logic [ControlWidth-1:0] ctl;
  array_control #(.ModeWidth(`LOP_PKG::ModeWidth)) u_control (
    .clk_i      (clk_i),
    .rst_ni     (rst_ni),
    .valid_i    (valid_i),
    .clear_i    (clear_i),
    .end_group_i(end_group_i),
    .read_i     (read_i),
    .mode_i     (mode_i),
    .ctl_o      (ctl)
  );

  // Edges, then skew: tile row i and tile column j start i and j cycles later.
  logic [TileRows*AW-1:0]    activations;
  logic [TileColumns*WW-1:0] weights;
  for (genvar i = 0; i < TileRows; i++) begin : gen_activation_edges
    logic [AW-1:0] operands;
    for (genvar r = 0; r < Rows; r++) begin : gen_rows
      `LOP_ACTIVATION_EDGE #(.Variant(Variant)) u_edge (
        .clk_i       (clk_i),
        .rst_ni      (rst_ni),
        .valid_i     (valid_i),
        .clear_i     (clear_i),
        .end_i       (end_group_i | read_i),
        .mode_i      (mode_i),
        .activation_i(act_i[(i*Rows+r)*ActivationCodes+:ActivationCodes]),
        .metadata_i  (row_meta_i[(i*Rows+r)*`LOP_PKG::RowMetadataWidth+:`LOP_PKG::RowMetadataWidth]),
        .operand_o   (operands[r*RowWidth+:RowWidth])
      );
    end
    delay_line #(.Width(AW), .Cycles(i)) u_skew (
      .clk_i (clk_i),
      .rst_ni(rst_ni),
      .data_i(operands),
      .data_o(activations[i*AW+:AW])
    );
  end
  for (genvar j = 0; j < TileColumns; j++) begin : gen_weight_edges
    logic [WW-1:0] operands;
    for (genvar c = 0; c < Columns; c++) begin : gen_columns
      `LOP_WEIGHT_EDGE #(.Variant(Variant)) u_edge (
        .clk_i     (clk_i),
        .rst_ni    (rst_ni),
        .valid_i   (valid_i),
        .clear_i   (clear_i),
        .end_i     (end_group_i | read_i),
        .mode_i    (mode_i),
        .weight_i  (wgt_i[(j*Columns+c)*WeightCodes+:WeightCodes]),
        .metadata_i(meta_i[(j*Columns+c)*`LOP_PKG::MetadataWidth+:`LOP_PKG::MetadataWidth]),
        .operand_o (operands[c*ColumnWidth+:ColumnWidth])
      );
    end
    delay_line #(.Width(WW), .Cycles(j)) u_skew (
      .clk_i (clk_i),
      .rst_ni(rst_ni),
      .data_i(operands),
      .data_o(weights[j*WW+:WW])
    );
  end

  // Buses between tiles: entry (i, j) is what tile (i, j) takes, the entries behind the last tile are left open.
  // Control comes with the activations, skewed by the tile row, and goes right along every row.
  localparam int unsigned HopsRight = TileColumns + 1;
  logic [TileRows*HopsRight*ControlWidth-1:0] ctl_bus;
  logic [TileRows*HopsRight*AW-1:0]           activation_bus;
  logic [(TileRows+1)*TileColumns*WW-1:0]     weight_bus;
  logic [(TileRows+1)*TileColumns*PW-1:0]     psum_bus;
  logic [(TileRows+1)*TileColumns-1:0]        psum_valid_bus;
  assign weight_bus[TileColumns*WW-1:0]  = weights;
  assign psum_bus[TileColumns*PW-1:0]    = '0;
  assign psum_valid_bus[TileColumns-1:0] = '0;

  for (genvar i = 0; i < TileRows; i++) begin : gen_tile_rows
    assign activation_bus[i*HopsRight*AW+:AW] = activations[i*AW+:AW];
    delay_line #(.Width(ControlWidth), .Cycles(i), .Reset(1'b1)) u_control_skew (
      .clk_i (clk_i),
      .rst_ni(rst_ni),
      .data_i(ctl),
      .data_o(ctl_bus[i*HopsRight*ControlWidth+:ControlWidth])
    );

    for (genvar j = 0; j < TileColumns; j++) begin : gen_tile_columns
      pe_tile #(
        .Variant   (Variant),
        .Rows      (Rows),
        .Columns   (Columns),
        .TilesBelow(TileRows - 1 - i)
      ) u_tile (
        .clk_i       (clk_i),
        .rst_ni      (rst_ni),
        .ctl_i       (ctl_bus[(i*HopsRight+j)*ControlWidth+:ControlWidth]),
        .activation_i(activation_bus[(i*HopsRight+j)*AW+:AW]),
        .weight_i    (weight_bus[(i*TileColumns+j)*WW+:WW]),
        .psum_valid_i(psum_valid_bus[i*TileColumns+j]),
        .psum_i      (psum_bus[(i*TileColumns+j)*PW+:PW]),
        .ctl_o       (ctl_bus[(i*HopsRight+j+1)*ControlWidth+:ControlWidth]),
        .activation_o(activation_bus[(i*HopsRight+j+1)*AW+:AW]),
        .weight_o    (weight_bus[((i+1)*TileColumns+j)*WW+:WW]),
        .psum_valid_o(psum_valid_bus[(i+1)*TileColumns+j]),
        .psum_o      (psum_bus[((i+1)*TileColumns+j)*PW+:PW])
      );
    end
  end

  // De-skew, so that a row of all columns leaves in one cycle, then one output unit a column.
  logic [TileColumns-1:0] row_valid;
  for (genvar j = 0; j < TileColumns; j++) begin : gen_outputs
    logic          valid;
    logic [PW-1:0] psum;
    delay_line #(.Width(1), .Cycles(TileColumns - 1 - j), .Reset(1'b1)) u_valid (
      .clk_i (clk_i),
      .rst_ni(rst_ni),
      .data_i(psum_valid_bus[TileRows*TileColumns+j]),
      .data_o(valid)
    );
    delay_line #(.Width(PW), .Cycles(TileColumns - 1 - j)) u_psum (
      .clk_i (clk_i),
      .rst_ni(rst_ni),
      .data_i(psum_bus[(TileRows*TileColumns+j)*PW+:PW]),
      .data_o(psum)
    );
    assign row_valid[j]      = valid;
    assign psum_o[j*PW+:PW]  = valid ? psum : '0;

    for (genvar c = 0; c < Columns; c++) begin : gen_units
      `LOP_OUTPUT #(.Variant(Variant)) u_output (
        .clk_i          (clk_i),
        .rst_ni         (rst_ni),
        .valid_i        (valid),
        .psum_i         (psum[c*`LOP_PKG::AccumulatorWidth+:`LOP_PKG::AccumulatorWidth]),
        .channel_scale_i(channel_scale_i[(j*Columns+c)*`LOP_PKG::ChannelScaleWidth+:`LOP_PKG::ChannelScaleWidth]),
        .out_o          (out_o[(j*Columns+c)*`LOP_PKG::OutWidth+:`LOP_PKG::OutWidth]),
        .flags_o        (flags_o[(j*Columns+c)*`LOP_PKG::FlagWidth+:`LOP_PKG::FlagWidth])
      );
    end
  end
  assign psum_valid_o = row_valid[0];

  logic valid_q;
  always_ff @(posedge clk_i) begin
    if (!rst_ni) valid_q <= 1'b0;
    else valid_q <= row_valid[0];
  end
  assign valid_o = valid_q;

endmodule : pe_array
