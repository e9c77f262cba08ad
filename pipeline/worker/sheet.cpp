#include "pipeline/worker/sheet.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>

#include "pipeline/worker/picture.h"

namespace pipeline {
namespace {

constexpr int small_edge_px = 320;
// Sheets that nearly fill the picture gain nothing, and lose a millimetre to rounding.
constexpr double whole_picture = 0.97;
constexpr double smallest_sheet = 0.20, smallest_object = 0.03;

// One plane of a small picture.
struct Plane {
  Plane(int w, int h) : width(w), height(h), values(static_cast<std::size_t>(w) * static_cast<std::size_t>(h)) {}
  std::uint8_t& at(int x, int y) {
    return values[static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x)];
  }
  std::uint8_t at(int x, int y) const { return const_cast<Plane*>(this)->at(x, y); }
  int near_at(float x, float y) const {
    return at(std::clamp(static_cast<int>(x), 0, width - 1), std::clamp(static_cast<int>(y), 0, height - 1));
  }
  int width, height;
  std::vector<std::uint8_t> values;
};

template <class Choose>
Plane filtered(const Plane& from, int radius, Choose choose) {
  // Separable: rows, then columns.
  Plane rows(from.width, from.height), to(from.width, from.height);
  for (int y = 0; y < from.height; ++y) {
    for (int x = 0; x < from.width; ++x) {
      std::uint8_t best = from.at(x, y);
      for (int k = std::max(0, x - radius); k <= std::min(from.width - 1, x + radius); ++k)
        best = choose(best, from.at(k, y));
      rows.at(x, y) = best;
    }
  }
  for (int y = 0; y < from.height; ++y) {
    for (int x = 0; x < from.width; ++x) {
      std::uint8_t best = rows.at(x, y);
      for (int k = std::max(0, y - radius); k <= std::min(from.height - 1, y + radius); ++k)
        best = choose(best, rows.at(x, k));
      to.at(x, y) = best;
    }
  }
  return to;
}

std::uint8_t brighter(std::uint8_t a, std::uint8_t b) { return std::max(a, b); }
std::uint8_t darker(std::uint8_t a, std::uint8_t b) { return std::min(a, b); }

// Closing erases what is thinner than it: letters on paper, gaps in a mask.
Plane closed(const Plane& plane, int radius) { return filtered(filtered(plane, radius, brighter), radius, darker); }

// The threshold that best parts two populations; nothing when they lie too close to be paper and table.
std::optional<int> parting(const Plane& plane) {
  std::array<double, 256> histogram{};
  for (const auto value : plane.values) ++histogram[value];
  double total = 0, sum = 0;
  for (std::size_t i = 0; i < 256; ++i) total += histogram[i], sum += static_cast<double>(i) * histogram[i];
  double below = 0, below_sum = 0, best = -1, apart = 0;
  int threshold = 0;
  for (std::size_t i = 0; i < 255; ++i) {
    below += histogram[i];
    below_sum += static_cast<double>(i) * histogram[i];
    if (below == 0 || below == total) continue;
    const double low = below_sum / below, high = (sum - below_sum) / (total - below);
    const double between = below * (total - below) * (high - low) * (high - low);
    if (between > best) {
      best = between;
      threshold = static_cast<int>(i);
      apart = high - low;
    }
  }
  if (apart < 30) return std::nullopt;
  return threshold;
}

struct Blob {
  int area = 0;
  std::vector<Point> outline;  // first and last pixel of each row and column
};

// Parts of a mask (255 inside), the largest first, holes counted as inside.
std::vector<Blob> blobs(const Plane& mask, int smallest) {
  std::vector<int> label(mask.values.size(), 0);
  std::vector<Blob> found;
  std::vector<int> queue;
  int next = 0;
  for (std::size_t start = 0; start < label.size(); ++start) {
    if (mask.values[start] == 0 || label[start] != 0) continue;
    ++next;
    queue.assign(1, static_cast<int>(start));
    label[start] = next;
    for (std::size_t k = 0; k < queue.size(); ++k) {
      const int x = queue[k] % mask.width, y = queue[k] / mask.width;
      for (const auto& [dx, dy] : {std::pair{1, 0}, {-1, 0}, {0, 1}, {0, -1}}) {
        if (x + dx < 0 || y + dy < 0 || x + dx >= mask.width || y + dy >= mask.height) continue;
        const auto other = static_cast<std::size_t>((y + dy) * mask.width + x + dx);
        if (mask.values[other] == 0 || label[other] != 0) continue;
        label[other] = next;
        queue.push_back(static_cast<int>(other));
      }
    }
    if (static_cast<int>(queue.size()) < smallest) continue;
    Blob blob;
    std::vector<std::pair<int, int>> rows(static_cast<std::size_t>(mask.height), {mask.width, -1});
    std::vector<std::pair<int, int>> columns(static_cast<std::size_t>(mask.width), {mask.height, -1});
    for (const int pixel : queue) {
      const int x = pixel % mask.width, y = pixel / mask.width;
      auto& row = rows[static_cast<std::size_t>(y)];
      auto& column = columns[static_cast<std::size_t>(x)];
      row = {std::min(row.first, x), std::max(row.second, x)};
      column = {std::min(column.first, y), std::max(column.second, y)};
    }
    for (int y = 0; y < mask.height; ++y) {
      const auto [first, last] = rows[static_cast<std::size_t>(y)];
      if (last < 0) continue;
      blob.area += last - first + 1;
      blob.outline.push_back({static_cast<float>(first), static_cast<float>(y) + 0.5F});
      blob.outline.push_back({static_cast<float>(last + 1), static_cast<float>(y) + 0.5F});
    }
    for (int x = 0; x < mask.width; ++x) {
      const auto [first, last] = columns[static_cast<std::size_t>(x)];
      if (last < 0) continue;
      blob.outline.push_back({static_cast<float>(x) + 0.5F, static_cast<float>(first)});
      blob.outline.push_back({static_cast<float>(x) + 0.5F, static_cast<float>(last + 1)});
    }
    found.push_back(std::move(blob));
  }
  std::ranges::sort(found, std::greater<>{}, &Blob::area);
  return found;
}

float cross(Point a, Point b, Point c) { return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x); }
float distance(Point a, Point b) { return std::hypot(b.x - a.x, b.y - a.y); }

double area_of(const std::array<Point, 4>& q) {
  return 0.5 * std::abs(static_cast<double>(cross(q[0], q[1], q[2])) + static_cast<double>(cross(q[0], q[2], q[3])));
}

std::vector<Point> hull_of(std::vector<Point> points) {
  std::ranges::sort(points, [](Point a, Point b) { return a.x != b.x ? a.x < b.x : a.y < b.y; });
  std::vector<Point> hull;
  for (int pass = 0; pass < 2; ++pass) {
    const std::size_t base = hull.size();
    for (const Point point : points) {
      while (hull.size() >= base + 2 && cross(hull[hull.size() - 2], hull.back(), point) <= 0) hull.pop_back();
      hull.push_back(point);
    }
    hull.pop_back();
    std::ranges::reverse(points);
  }
  // Few enough corners to try them all: those that matter least go first.
  while (hull.size() > 20) {
    std::size_t least = 0;
    float smallest = 1e9F;
    for (std::size_t i = 0; i < hull.size(); ++i) {
      const float size =
          std::abs(cross(hull[(i + hull.size() - 1) % hull.size()], hull[i], hull[(i + 1) % hull.size()]));
      if (size < smallest) smallest = size, least = i;
    }
    hull.erase(hull.begin() + static_cast<std::ptrdiff_t>(least));
  }
  return hull;
}

std::optional<std::array<Point, 4>> largest_quad(const std::vector<Point>& hull) {
  std::optional<std::array<Point, 4>> best;
  double size = 0;
  for (std::size_t a = 0; a < hull.size(); ++a) {
    for (std::size_t b = a + 1; b < hull.size(); ++b) {
      for (std::size_t c = b + 1; c < hull.size(); ++c) {
        for (std::size_t d = c + 1; d < hull.size(); ++d) {
          const std::array<Point, 4> quad{hull[a], hull[b], hull[c], hull[d]};
          if (const double one = area_of(quad); one > size) size = one, best = quad;
        }
      }
    }
  }
  return best;
}

struct Line {
  Point through, along;  // `along` of length 1
};

// Through the outline's points that run beside this side, corners left out: they are often bent or rounded.
std::optional<Line> fitted(const std::vector<Point>& outline, Point from, Point to) {
  const float length = distance(from, to);
  if (length < 10) return std::nullopt;
  Line line{from, {(to.x - from.x) / length, (to.y - from.y) / length}};
  float reach = 4;
  for (int pass = 0; pass < 3; ++pass, reach = std::max(1.5F, reach / 2)) {
    double n = 0, sx = 0, sy = 0, sxx = 0, syy = 0, sxy = 0;
    for (const Point p : outline) {
      const float dx = p.x - line.through.x, dy = p.y - line.through.y;
      const float ahead = (p.x - from.x) * (to.x - from.x) / length + (p.y - from.y) * (to.y - from.y) / length;
      if (std::abs(dx * line.along.y - dy * line.along.x) > reach) continue;
      if (ahead < 0.08F * length || ahead > 0.92F * length) continue;
      n += 1, sx += p.x, sy += p.y, sxx += p.x * p.x, syy += p.y * p.y, sxy += p.x * p.y;
    }
    if (n < 6) return std::nullopt;
    const double mx = sx / n, my = sy / n, vxx = sxx / n - mx * mx, vyy = syy / n - my * my, vxy = sxy / n - mx * my;
    const double angle = 0.5 * std::atan2(2 * vxy, vxx - vyy);
    line = {{static_cast<float>(mx), static_cast<float>(my)},
            {static_cast<float>(std::cos(angle)), static_cast<float>(std::sin(angle))}};
  }
  return line;
}

std::optional<Point> crossing(const Line& a, const Line& b) {
  const float parallel = a.along.x * b.along.y - a.along.y * b.along.x;
  if (std::abs(parallel) < 0.3F) return std::nullopt;
  const float t = ((b.through.x - a.through.x) * b.along.y - (b.through.y - a.through.y) * b.along.x) / parallel;
  return Point{a.through.x + t * a.along.x, a.through.y + t * a.along.y};
}

// Four straight sides that the blob fills, seen from where a person holds a phone.
std::optional<std::array<Point, 4>> quad_of(const Blob& blob) {
  const auto rough = largest_quad(hull_of(blob.outline));
  if (!rough) return std::nullopt;
  std::array<std::optional<Line>, 4> sides;
  for (std::size_t i = 0; i < 4; ++i) {
    sides[i] = fitted(blob.outline, (*rough)[i], (*rough)[(i + 1) % 4]);
    if (!sides[i]) return std::nullopt;
  }
  std::array<Point, 4> quad;
  for (std::size_t i = 0; i < 4; ++i) {
    const auto corner = crossing(*sides[(i + 3) % 4], *sides[i]);
    if (!corner || distance(*corner, (*rough)[i]) > 12) return std::nullopt;
    quad[i] = *corner;
  }
  for (std::size_t i = 0; i < 4; ++i) {
    const Point before = quad[(i + 3) % 4], here = quad[i], after = quad[(i + 1) % 4];
    const float sine = cross(before, here, after) / (distance(before, here) * distance(here, after));
    if (sine < 0.82F) return std::nullopt;  // convex, between 55 and 125 degrees
  }
  for (const std::size_t i : {std::size_t{0}, std::size_t{1}}) {
    const float one = distance(quad[i], quad[i + 1]), other = distance(quad[i + 2], quad[(i + 3) % 4]);
    if (std::max(one, other) > 1.7F * std::min(one, other)) return std::nullopt;
  }
  const double filled = blob.area / area_of(quad);
  if (filled < 0.92 || filled > 1.06) return std::nullopt;
  // The top left corner first.
  const auto first = std::ranges::min_element(quad, {}, [](Point p) { return p.x + p.y; });
  std::rotate(quad.begin(), first, quad.end());
  return quad;
}

// A sheet ends within a few millimetres; a shadow fades over centimetres. Sides on the picture's own frame say nothing.
bool ends_sharply(const Plane& light, const std::array<Point, 4>& quad) {
  const Point middle{(quad[0].x + quad[1].x + quad[2].x + quad[3].x) / 4,
                     (quad[0].y + quad[1].y + quad[2].y + quad[3].y) / 4};
  int sharp = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    const Point from = quad[i], to = quad[(i + 1) % 4];
    const float length = distance(from, to);
    Point out{(to.y - from.y) / length, (from.x - to.x) / length};
    if ((middle.x - from.x) * out.x + (middle.y - from.y) * out.y > 0) out = {-out.x, -out.y};
    std::vector<int> steps;
    int on_frame = 0, all = 0;
    for (float share = 0.1F; share < 0.91F; share += 0.04F) {
      const Point at{from.x + share * (to.x - from.x), from.y + share * (to.y - from.y)};
      const float far_x = at.x + 4 * out.x, far_y = at.y + 4 * out.y;
      ++all;
      if (far_x < 0 || far_y < 0 || far_x >= static_cast<float>(light.width) ||
          far_y >= static_cast<float>(light.height)) {
        ++on_frame;
        continue;
      }
      steps.push_back(light.near_at(at.x - 3 * out.x, at.y - 3 * out.y) - light.near_at(far_x, far_y));
    }
    if (2 * on_frame > all) continue;
    std::ranges::nth_element(steps, steps.begin() + static_cast<std::ptrdiff_t>(steps.size() / 4));
    if (steps[steps.size() / 4] < 18) return false;
    ++sharp;
  }
  return sharp >= 2;
}

float ratio_of(const std::array<Point, 4>& q) {
  const float across = distance(q[0], q[1]) + distance(q[2], q[3]), down = distance(q[1], q[2]) + distance(q[3], q[0]);
  return std::max(across, down) / std::min(across, down);
}

// Both sides of one card, or two pages alike; not one page that a dark band parts in two.
bool are_alike(const std::array<Point, 4>& one, const std::array<Point, 4>& other) {
  const float a = ratio_of(one), b = ratio_of(other);
  const double sizes = area_of(one) / area_of(other);
  if (a < 1.3F || a > 1.75F || std::max(a, b) > 1.12F * std::min(a, b) || sizes > 1.6 || sizes < 0.625) return false;
  std::vector<Point> both(one.begin(), one.end());
  both.insert(both.end(), other.begin(), other.end());
  const auto around = largest_quad(hull_of(both));
  return around && (ratio_of(*around) < 1.36F || ratio_of(*around) > 1.47F);
}

std::vector<std::array<Point, 4>> sheets_among(const std::vector<Blob>& parts, const Plane* light) {
  std::vector<std::array<Point, 4>> found;
  std::vector<int> areas;
  for (const Blob& part : parts) {
    if (part.area * 5 < parts.front().area) break;
    if (found.size() == 2) return {};
    const auto quad = quad_of(part);
    if (!quad || (light != nullptr && !ends_sharply(*light, *quad))) return {};
    found.push_back(*quad);
  }
  if (found.size() == 2 && !are_alike(found[0], found[1])) return {};
  return found;
}

// What is unlike the picture's border, when the border is of one colour: a card on a scanner's bed, a sheet on a desk.
std::vector<std::array<Point, 4>> on_plain_ground(const std::array<Plane, 3>& colour) {
  const int width = colour[0].width, height = colour[0].height;
  std::array<int, 3> ground{};
  for (std::size_t c = 0; c < 3; ++c) {
    std::vector<std::uint8_t> ring;
    for (int x = 0; x < width; ++x) ring.push_back(colour[c].at(x, 1)), ring.push_back(colour[c].at(x, height - 2));
    for (int y = 0; y < height; ++y) ring.push_back(colour[c].at(1, y)), ring.push_back(colour[c].at(width - 2, y));
    std::ranges::nth_element(ring, ring.begin() + static_cast<std::ptrdiff_t>(ring.size() / 2));
    ground[c] = ring[ring.size() / 2];
  }
  const auto unlike = [&](int x, int y) {
    int most = 0;
    for (std::size_t c = 0; c < 3; ++c) most = std::max(most, std::abs(colour[c].at(x, y) - ground[c]));
    return most;
  };
  int plain = 0;
  for (int x = 0; x < width; ++x) plain += (unlike(x, 1) < 16 ? 1 : 0) + (unlike(x, height - 2) < 16 ? 1 : 0);
  for (int y = 0; y < height; ++y) plain += (unlike(1, y) < 16 ? 1 : 0) + (unlike(width - 2, y) < 16 ? 1 : 0);
  if (10 * plain < 9 * 2 * (width + height)) return {};
  Plane mask(width, height);
  int marked = 0;
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      const bool other = unlike(x, y) > 22;
      mask.at(x, y) = other ? 255 : 0;
      marked += other ? 1 : 0;
    }
  }
  const auto parts = blobs(closed(mask, 2), static_cast<int>(smallest_object * width * height));
  if (parts.empty()) return {};
  auto found = sheets_among(parts, nullptr);
  double inside = 0;
  for (const auto& quad : found) inside += area_of(quad);
  // A block of letters is as square as a card, but half of it is paper; and nothing may be left outside but specks.
  int within = 0;
  for (int y = 0; y < height && !found.empty(); ++y) {
    for (int x = 0; x < width; ++x) {
      if (mask.at(x, y) == 0) continue;
      const Point at{static_cast<float>(x) + 0.5F, static_cast<float>(y) + 0.5F};
      for (const auto& quad : found) {
        bool in = true;
        for (std::size_t i = 0; i < 4 && in; ++i)
          in = cross(quad[i], quad[(i + 1) % 4], at) >= -2 * distance(quad[i], quad[(i + 1) % 4]);
        if (!in) continue;
        ++within;
        break;
      }
    }
  }
  if (within < 0.7 * inside || within < 0.97 * marked) return {};
  return found;
}

std::vector<std::array<Point, 4>> brighter_than_ground(const Plane& light) {
  const auto threshold = parting(light);
  if (!threshold) return {};
  Plane mask(light.width, light.height);
  for (std::size_t i = 0; i < mask.values.size(); ++i) mask.values[i] = light.values[i] > *threshold ? 255 : 0;
  const int frame = light.width * light.height;
  // Opened, so that a bright thing touching a corner stays another thing.
  const Plane opened = filtered(filtered(mask, 1, darker), 1, brighter);
  const auto parts = blobs(opened, static_cast<int>(smallest_object * frame));
  if (parts.empty() || parts.front().area < smallest_sheet * frame) return {};
  return sheets_among(parts, &light);
}

std::array<Plane, 3> planes_of(PIX* small) {
  const int width = pixGetWidth(small), height = pixGetHeight(small);
  std::array<Plane, 3> planes{Plane(width, height), Plane(width, height), Plane(width, height)};
  for (int y = 0; y < height; ++y) {
    const l_uint32* row = pixGetData(small) + static_cast<std::ptrdiff_t>(y) * pixGetWpl(small);
    for (int x = 0; x < width; ++x) {
      planes[0].at(x, y) = static_cast<std::uint8_t>(row[x] >> 24);
      planes[1].at(x, y) = static_cast<std::uint8_t>(row[x] >> 16 & 0xff);
      planes[2].at(x, y) = static_cast<std::uint8_t>(row[x] >> 8 & 0xff);
    }
  }
  return planes;
}

// A little wider than found, so that nothing printed to the edge is lost; much wider when the shape is no paper's: a
// dark heading that runs to the edges is then still inside.
std::array<Point, 4> widened(const std::array<Point, 4>& quad, float share, float most_x, float most_y) {
  std::array<Point, 4> wide;
  for (std::size_t i = 0; i < 4; ++i) {
    const Point here = quad[i], before = quad[(i + 3) % 4], after = quad[(i + 1) % 4];
    const float x = here.x + share * (2 * here.x - before.x - after.x);
    const float y = here.y + share * (2 * here.y - before.y - after.y);
    wide[i] = {std::clamp(x, 0.0F, most_x), std::clamp(y, 0.0F, most_y)};
  }
  return wide;
}

bool is_a_usual_shape(float ratio) {
  return (ratio > 1.32F && ratio < 1.52F)      // A4, with what perspective does to it
         || (ratio > 1.5F && ratio < 1.68F)    // a card
         || (ratio > 1.98F && ratio < 2.25F);  // a livret's page
}

// The eight numbers that send the flat sheet's pixels onto the picture's.
std::optional<std::array<double, 8>> projection(const std::array<Point, 4>& to, double width, double height) {
  const std::array<Point, 4> from{{{0, 0},
                                   {static_cast<float>(width), 0},
                                   {static_cast<float>(width), static_cast<float>(height)},
                                   {0, static_cast<float>(height)}}};
  double rows[8][9] = {};
  for (std::size_t i = 0; i < 4; ++i) {
    const double x = from[i].x, y = from[i].y, u = to[i].x, v = to[i].y;
    const double first[9] = {x, y, 1, 0, 0, 0, -u * x, -u * y, u}, second[9] = {0, 0, 0, x, y, 1, -v * x, -v * y, v};
    std::copy(std::begin(first), std::end(first), rows[2 * i]);
    std::copy(std::begin(second), std::end(second), rows[2 * i + 1]);
  }
  for (int column = 0; column < 8; ++column) {
    int pivot = column;
    for (int row = column + 1; row < 8; ++row) {
      if (std::abs(rows[row][column]) > std::abs(rows[pivot][column])) pivot = row;
    }
    if (std::abs(rows[pivot][column]) < 1e-12) return std::nullopt;
    std::swap_ranges(std::begin(rows[column]), std::end(rows[column]), rows[pivot]);
    for (int row = 0; row < 8; ++row) {
      if (row == column) continue;
      const double factor = rows[row][column] / rows[column][column];
      for (int k = column; k < 9; ++k) rows[row][k] -= factor * rows[column][k];
    }
  }
  std::array<double, 8> answer{};
  for (std::size_t i = 0; i < 8; ++i) answer[i] = rows[i][8] / rows[i][i];
  return answer;
}

std::array<Point, 4> in_pixels(const Quad& quad, int width, int height) {
  std::array<Point, 4> corners = quad.corners;
  for (Point& corner : corners) corner = {corner.x * static_cast<float>(width), corner.y * static_cast<float>(height)};
  return corners;
}

}  // namespace

std::vector<Quad> find_sheets(PIX* colour) {
  const Pixels small = shrink(Pixels(pixClone(colour)), small_edge_px);
  if (!small) return {};
  const int width = pixGetWidth(small.get()), height = pixGetHeight(small.get());
  if (width < 60 || height < 60) return {};
  const auto planes = planes_of(small.get());
  auto found = on_plain_ground(planes);
  if (found.empty()) {
    // Paper is pale in every colour, wood and skin are not in blue.
    Plane light(width, height);
    for (std::size_t i = 0; i < light.values.size(); ++i)
      light.values[i] = std::min({planes[0].values[i], planes[1].values[i], planes[2].values[i]});
    found = brighter_than_ground(closed(light, 3));
  }
  std::vector<Quad> sheets;
  for (const auto& corners : found) {
    const double share = area_of(corners) / (static_cast<double>(width) * height);
    if (share > whole_picture) return {};
    const auto wide = widened(corners, is_a_usual_shape(ratio_of(corners)) ? 0.006F : 0.12F, static_cast<float>(width),
                              static_cast<float>(height));
    Quad quad;
    for (std::size_t i = 0; i < 4; ++i)
      quad.corners[i] = {wide[i].x / static_cast<float>(width), wide[i].y / static_cast<float>(height)};
    sheets.push_back(quad);
  }
  // Read as one reads: the upper one first, or the left one when they lie side by side.
  std::ranges::sort(sheets, {}, [](const Quad& q) { return q.corners[0].x + 2 * q.corners[0].y; });
  return sheets;
}

Size size_of(const Quad& quad, int picture_width, int picture_height) {
  const auto q = in_pixels(quad, picture_width, picture_height);
  float across = (distance(q[0], q[1]) + distance(q[2], q[3])) / 2;
  float down = (distance(q[1], q[2]) + distance(q[3], q[0])) / 2;
  constexpr float a4 = 1.4142F;
  const float ratio = std::max(across, down) / std::min(across, down);
  if (ratio > 1.30F && ratio < 1.52F) (across > down ? across : down) = a4 * std::min(across, down);
  return {static_cast<int>(across), static_cast<int>(down)};
}

Pixels flatten(PIX* colour, const Quad& quad, int edge_px) {
  Size size = size_of(quad, pixGetWidth(colour), pixGetHeight(colour));
  if (size.width < 16 || size.height < 16) return nullptr;
  Pixels from(pixClone(colour));
  const int longest = std::max(size.width, size.height);
  if (longest > edge_px) {
    const float factor = static_cast<float>(edge_px) / static_cast<float>(longest);
    // Sampling every other pixel would tear letters: the picture is shrunk first, with all of its pixels.
    if (factor < 0.7F) from.reset(pixScaleAreaMap(colour, factor, factor));
    if (!from) return nullptr;
    size = {std::max(1, static_cast<int>(static_cast<float>(size.width) * factor)),
            std::max(1, static_cast<int>(static_cast<float>(size.height) * factor))};
  }
  const int width = pixGetWidth(from.get()), height = pixGetHeight(from.get());
  const auto p = projection(in_pixels(quad, width, height), size.width, size.height);
  Pixels flat(pixCreate(size.width, size.height, 32));
  if (!p || !flat) return nullptr;
  const l_uint32* data = pixGetData(from.get());
  const auto stride = static_cast<std::size_t>(pixGetWpl(from.get()));
  const auto& m = *p;
  for (int y = 0; y < size.height; ++y) {
    l_uint32* row = pixGetData(flat.get()) + static_cast<std::ptrdiff_t>(y) * pixGetWpl(flat.get());
    const double cy = y + 0.5;
    for (int x = 0; x < size.width; ++x) {
      const double cx = x + 0.5, depth = m[6] * cx + m[7] * cy + 1;
      const double u = (m[0] * cx + m[1] * cy + m[2]) / depth - 0.5, v = (m[3] * cx + m[4] * cy + m[5]) / depth - 0.5;
      const int u16 = static_cast<int>(std::clamp(u, 0.0, width - 1.001) * 256);
      const int v16 = static_cast<int>(std::clamp(v, 0.0, height - 1.001) * 256);
      const auto fu = static_cast<unsigned>(u16 & 255), fv = static_cast<unsigned>(v16 & 255);
      const l_uint32* at = data + static_cast<std::size_t>(v16 >> 8) * stride + (u16 >> 8);
      const l_uint32* below = v16 >> 8 < height - 1 ? at + stride : at;
      const auto step = static_cast<std::size_t>(u16 >> 8 < width - 1 ? 1 : 0);
      const auto mix = [&](unsigned shift) {
        const auto byte = [shift](l_uint32 word) { return word >> shift & 0xffU; };
        const unsigned up = byte(at[0]) * (256 - fu) + byte(at[step]) * fu;
        const unsigned down = byte(below[0]) * (256 - fu) + byte(below[step]) * fu;
        return (up * (256 - fv) + down * fv + 32'768) >> 16;
      };
      row[x] = mix(24) << 24 | mix(16) << 16 | mix(8) << 8;
    }
  }
  return flat;
}

}  // namespace pipeline
