#pragma once

#include <array>
#include <vector>

#include "pipeline/worker/pixels.h"

namespace pipeline {

struct Point {
  float x = 0, y = 0;
};

// Where a sheet lies in a picture: its corners, clockwise from the one nearest the picture's top left, in shares of the
// picture's width and height, so that the same sheet can be taken from a larger decoding of the same picture.
struct Quad {
  std::array<Point, 4> corners;
};

// The sheets or cards lying on something else: one, or two of the same shape (both sides of a card, two pages side by
// side). Nothing when the picture is the page itself, and nothing when in doubt: a page shown with some table around it
// reads nearly as well, a page with a side missing doesn't.
std::vector<Quad> find_sheets(PIX* colour);

struct Size {
  int width = 0, height = 0;
};
// Of the sheet in that picture's pixels, its proportions set right when they are nearly A4's.
Size size_of(const Quad& quad, int picture_width, int picture_height);

// The sheet alone, flat, long edge at most `edge_px`; never enlarged.
Pixels flatten(PIX* colour, const Quad& quad, int edge_px);

}  // namespace pipeline
