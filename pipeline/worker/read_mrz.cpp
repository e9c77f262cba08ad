#include "pipeline/worker/read_mrz.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string>
#include <tuple>

#include "pipeline/worker/mrz_glyphs.h"

namespace pipeline {
namespace {

using Clock = CpuClock;

// Looked for on a small copy, read on the picture itself.
constexpr int search_edge_px = 1300;
constexpr int fewest_letters = 18;  // of a line that may be completed by its neighbours
constexpr int longest_line = 46;

struct Grey {
  int width = 0, height = 0;
  std::vector<std::uint8_t> px;
  int at(int x, int y) const {
    return px[static_cast<std::size_t>(std::clamp(y, 0, height - 1)) * static_cast<std::size_t>(width) +
              static_cast<std::size_t>(std::clamp(x, 0, width - 1))];
  }
};

Grey take(PIX* pix) {
  Grey grey{pixGetWidth(pix), pixGetHeight(pix), {}};
  grey.px.resize(static_cast<std::size_t>(grey.width) * static_cast<std::size_t>(grey.height));
  const int words = pixGetWpl(pix);
  const l_uint32* data = pixGetData(pix);
  std::size_t out = 0;
  for (int y = 0; y < grey.height; ++y) {
    const l_uint32* line = data + static_cast<std::ptrdiff_t>(y) * words;
    for (int x = 0; x < grey.width; ++x) grey.px[out++] = static_cast<std::uint8_t>(GET_DATA_BYTE(line, x));
  }
  return grey;
}

struct Part {
  float x = 0, y = 0, width = 0, height = 0;
  float middle() const { return x + width / 2; }
  float bottom() const { return y + height; }
  float centre() const { return y + height / 2; }
};

// Ink is what is darker than its surroundings, guilloches being pale.
std::vector<Part> ink_parts(const Grey& grey, int radius, float share) {
  const int w = grey.width, h = grey.height;
  // A running sum down each column, then along the line: the mean of a square in a few additions a pixel.
  std::vector<std::uint32_t> columns(static_cast<std::size_t>(w), 0);
  const auto line_of = [&](int y) { return grey.px.data() + static_cast<std::ptrdiff_t>(y) * w; };
  int top = 0, below = 0;
  const Pixels ink(pixCreate(w, h, 1));
  if (!ink) return {};
  const int words = pixGetWpl(ink.get());
  l_uint32* data = pixGetData(ink.get());
  for (int y = 0; y < h; ++y) {
    for (; below < std::min(h, y + radius + 1); ++below) {
      const auto* line = line_of(below);
      for (int x = 0; x < w; ++x) columns[static_cast<std::size_t>(x)] += line[x];
    }
    for (; top < y - radius; ++top) {
      const auto* line = line_of(top);
      for (int x = 0; x < w; ++x) columns[static_cast<std::size_t>(x)] -= line[x];
    }
    const int rows = below - top;
    std::uint64_t sum = 0;
    int first = 0, last = 0;
    const auto* line = line_of(y);
    l_uint32* out = data + static_cast<std::ptrdiff_t>(y) * words;
    for (int x = 0; x < w; ++x) {
      for (; last < std::min(w, x + radius + 1); ++last) sum += columns[static_cast<std::size_t>(last)];
      for (; first < x - radius; ++first) sum -= columns[static_cast<std::size_t>(first)];
      const float mean = static_cast<float>(sum) / static_cast<float>(rows * (last - first));
      if (static_cast<float>(line[x]) < mean * share - 4) SET_DATA_BIT(out, x);
    }
  }
  std::vector<Part> parts;
  BOXA* boxes = pixConnCompBB(ink.get(), 8);
  const int count = boxes == nullptr ? 0 : boxaGetCount(boxes);
  for (int i = 0; i < count; ++i) {
    l_int32 x = 0, y = 0, width = 0, height = 0;
    boxaGetBoxGeometry(boxes, i, &x, &y, &width, &height);
    parts.push_back(
        Part{static_cast<float>(x), static_cast<float>(y), static_cast<float>(width), static_cast<float>(height)});
  }
  boxaDestroy(&boxes);
  return parts;
}

// A line of evenly set letters: cell k is centred at x(k), its letters stand on base(x).
struct Line {
  double a = 0, b = 0, c = 0;  // x = a + b k + c k²
  double base = 0, slope = 0;
  double capital = 0;  // height of capitals
  int first = 0, last = 0;
  double x_of(double k) const { return a + b * k + c * k * k; }
  double pitch_of(double k) const { return b + 2 * c * k; }
  double base_of(double x) const { return base + slope * x; }
  double k_of(double x) const {
    double k = (x - a) / b;
    for (int i = 0; i < 3; ++i) k -= (x_of(k) - x) / std::max(1e-3, pitch_of(k));
    return k;
  }
};

double median(std::vector<double> values) {
  if (values.empty()) return 0;
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

// Least squares of degree 2 at most, by normal equations small enough to solve by hand.
std::array<double, 3> fit(const std::vector<std::pair<double, double>>& points, int degree) {
  std::array<std::array<double, 4>, 3> m{};
  for (const auto& [x, y] : points) {
    const std::array<double, 3> row{1, x, x * x};
    for (std::size_t i = 0; i < 3; ++i) {
      for (std::size_t j = 0; j < 3; ++j) m[i][j] += row[i] * row[j];
      m[i][3] += row[i] * y;
    }
  }
  const std::size_t n = static_cast<std::size_t>(degree) + 1;
  for (std::size_t i = 0; i < n; ++i) {
    std::size_t pivot = i;
    for (std::size_t r = i + 1; r < n; ++r) {
      if (std::abs(m[r][i]) > std::abs(m[pivot][i])) pivot = r;
    }
    std::swap(m[i], m[pivot]);
    if (std::abs(m[i][i]) < 1e-12) return {0, 0, 0};
    for (std::size_t r = 0; r < n; ++r) {
      if (r == i) continue;
      const double factor = m[r][i] / m[i][i];
      for (std::size_t col = i; col < n; ++col) m[r][col] -= factor * m[i][col];
      m[r][3] -= factor * m[i][3];
    }
  }
  std::array<double, 3> answer{};
  for (std::size_t i = 0; i < n; ++i) answer[i] = m[i][3] / m[i][i];
  return answer;
}

// Whether parts side by side are evenly set, and how.
std::optional<Line> even_line(const std::vector<Part>& chain) {
  std::vector<double> heights;
  for (const Part& part : chain) heights.push_back(part.height);
  std::sort(heights.begin(), heights.end());
  // Half of them may be fillers, lower than letters.
  const double capital = heights[heights.size() * 9 / 10];
  std::vector<double> steps;
  for (std::size_t i = 1; i < chain.size(); ++i) {
    const double step = chain[i].middle() - chain[i - 1].middle();
    if (step > 0.55 * capital && step < 1.7 * capital) steps.push_back(step);
  }
  if (steps.size() + 4 < static_cast<std::size_t>(fewest_letters)) return std::nullopt;
  const double pitch = median(steps);
  std::vector<std::pair<double, double>> places;
  double k = 0;
  places.emplace_back(0, chain.front().middle());
  double local = pitch, x = chain.front().middle();
  for (std::size_t i = 1; i < chain.size(); ++i) {
    const double step = (chain[i].middle() - x) / local;
    const double whole = std::round(step);
    if (whole < 1 || chain[i].width > 1.35 * pitch) continue;  // a speck, or letters grown together
    if (std::abs(step - whole) > 0.3) continue;
    k += whole;
    x = chain[i].middle();
    places.emplace_back(k, x);
  }
  if (places.size() < static_cast<std::size_t>(fewest_letters) - 2 || 10 * places.size() < 7 * chain.size())
    return std::nullopt;
  if (k + 1 > longest_line + 2) return std::nullopt;
  const auto curve = fit(places, 2);
  Line line{.a = curve[0], .b = curve[1], .c = curve[2]};
  if (line.b <= 0 || line.pitch_of(k) <= 0.7 * line.b || line.pitch_of(k) >= 1.4 * line.b) return std::nullopt;
  double squares = 0;
  for (const auto& [place, at] : places) squares += std::pow((at - line.x_of(place)) / pitch, 2);
  // Letters of a proportional face fall anywhere in the cells: 0.29.
  if (std::sqrt(squares / static_cast<double>(places.size())) > 0.13) return std::nullopt;
  std::vector<std::pair<double, double>> feet;
  for (const Part& part : chain) {
    if (part.height >= 0.85 * capital && part.height <= 1.2 * capital) feet.emplace_back(part.middle(), part.bottom());
  }
  if (feet.size() < 5) return std::nullopt;
  const auto base = fit(feet, 1);
  line.base = base[0];
  line.slope = base[1];
  line.capital = capital;
  line.last = static_cast<int>(k);
  return line;
}

std::vector<Line> find_lines(const std::vector<Part>& all, double least, double most) {
  std::vector<Part> parts;
  for (const Part& part : all) {
    if (part.height >= least && part.height <= most && part.width <= 4 * part.height &&
        part.width >= 0.12 * part.height)
      parts.push_back(part);
  }
  std::sort(parts.begin(), parts.end(), [](const Part& a, const Part& b) { return a.x < b.x; });
  // By bands of height, so that neighbours are looked for among few.
  const double band = std::max(4.0, least);
  std::vector<std::vector<std::size_t>> bands;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const auto at = static_cast<std::size_t>(parts[i].centre() / band);
    if (at >= bands.size()) bands.resize(at + 1);
    bands[at].push_back(i);
  }
  constexpr std::size_t none = static_cast<std::size_t>(-1);
  std::vector<std::size_t> next(parts.size(), none);
  std::vector<bool> followed(parts.size(), false);
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const Part& me = parts[i];
    const double reach = 3.2 * me.height;
    const auto low = static_cast<std::size_t>(std::max(0.0, static_cast<double>(me.centre() - me.height)) / band);
    const auto high = std::min(bands.size(), static_cast<std::size_t>((me.centre() + me.height) / band) + 1);
    double nearest = reach;
    for (std::size_t b = low; b < high; ++b) {
      const auto begin = std::upper_bound(bands[b].begin(), bands[b].end(), i);
      for (auto j = begin; j != bands[b].end(); ++j) {
        const Part& other = parts[*j];
        if (other.x > me.x + me.width + reach) break;
        const double step = other.middle() - me.middle();
        const double tall = std::max(me.height, other.height);
        if (step < 0.35 * tall || step - (me.width + other.width) / 2 > nearest) continue;
        if (std::abs(other.centre() - me.centre()) > 0.4 * tall) continue;
        if (me.height > 2.4 * other.height || other.height > 2.4 * me.height) continue;
        if (step - (me.width + other.width) / 2 >= nearest) continue;
        nearest = step - (me.width + other.width) / 2;
        next[i] = *j;
      }
    }
  }
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (next[i] != none) followed[next[i]] = true;
  }
  std::vector<Line> lines;
  std::vector<bool> used(parts.size(), false);
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (followed[i]) continue;
    std::vector<Part> chain;
    for (std::size_t j = i; j != none && !used[j]; j = next[j]) {
      used[j] = true;
      chain.push_back(parts[j]);
    }
    if (chain.size() < static_cast<std::size_t>(fewest_letters) || chain.size() > 3 * longest_line) continue;
    // A stroke of the drawing at either end must not spoil the line.
    for (std::size_t cut = 0; cut < 3 && chain.size() >= static_cast<std::size_t>(fewest_letters); ++cut) {
      if (const auto line = even_line(chain)) {
        lines.push_back(*line);
        break;
      }
      chain.erase(chain.begin());
      if (!chain.empty()) chain.pop_back();
    }
  }
  return lines;
}

// Lines one under the other, as wide as one another: a zone has one to three.
std::vector<std::vector<Line>> zones_of(std::vector<Line> lines) {
  std::sort(lines.begin(), lines.end(), [](const Line& p, const Line& q) { return p.base_of(p.a) < q.base_of(q.a); });
  std::vector<std::vector<Line>> zones;
  for (const Line& line : lines) {
    bool joined = false;
    for (auto& zone : zones) {
      const Line& above = zone.back();
      const double middle = line.x_of((line.first + line.last) / 2.0);
      const double apart = line.base_of(middle) - above.base_of(middle);
      const bool same_pitch = std::abs(line.b - above.b) < 0.12 * above.b;
      const bool overlaps = line.x_of(line.last) > above.a && above.x_of(above.last) > line.a;
      if (!joined && zone.size() < 3 && same_pitch && overlaps && apart > 0.9 * line.capital &&
          apart < 3.6 * line.capital) {
        zone.push_back(line);
        joined = true;
      }
    }
    if (!joined) zones.push_back({line});
  }
  return zones;
}

constexpr int cell_width = mrz_glyph_width + 4, cell_height = mrz_glyph_height + 4;
using Cell = std::array<float, static_cast<std::size_t>(cell_width) * static_cast<std::size_t>(cell_height)>;
constexpr std::size_t glyph_pixels = static_cast<std::size_t>(mrz_glyph_width) * mrz_glyph_height;
using Glyph = std::array<float, glyph_pixels>;

// Each font drawn sharp, soft and softer: a photo is never as crisp as a drawing.
constexpr std::array<std::size_t, 4> softnesses{0, 1, 3, 7};  // times softened
struct Alphabet {
  std::array<Glyph, mrz_letters.size()> glyphs;
};

void soften(std::vector<float>& pixels, int width, int height) {
  std::vector<float> out(pixels.size());
  const auto at = [&](const std::vector<float>& from, int x, int y) {
    return x < 0 || y < 0 || x >= width || y >= height ? 0.0F : from[static_cast<std::size_t>(y * width + x)];
  };
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x)
      out[static_cast<std::size_t>(y * width + x)] =
          (at(pixels, x - 1, y) + 2 * at(pixels, x, y) + at(pixels, x + 1, y)) / 4;
  }
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x)
      pixels[static_cast<std::size_t>(y * width + x)] = (at(out, x, y - 1) + 2 * at(out, x, y) + at(out, x, y + 1)) / 4;
  }
}

Glyph normalized(const std::vector<float>& pixels) {
  Glyph glyph{};
  float mean = 0, norm = 0;
  for (std::size_t i = 0; i < glyph_pixels; ++i) mean += pixels[i];
  mean /= static_cast<float>(glyph_pixels);
  for (std::size_t i = 0; i < glyph_pixels; ++i) {
    glyph[i] = pixels[i] - mean;
    norm += glyph[i] * glyph[i];
  }
  norm = std::sqrt(std::max(norm, 1e-6F));
  for (float& value : glyph) value /= norm;
  return glyph;
}

const std::vector<Alphabet>& alphabets() {
  static const std::vector<Alphabet> all = [] {
    std::vector<Alphabet> made;
    for (const auto& font : mrz_glyphs) {
      std::array<std::vector<float>, mrz_letters.size()> drawn;
      for (std::size_t g = 0; g < mrz_letters.size(); ++g) {
        for (const char c : font[g]) drawn[g].push_back(static_cast<float>(c <= '9' ? c - '0' : c - 'a' + 10));
      }
      std::size_t softened = 0;
      for (const std::size_t times : softnesses) {
        Alphabet alphabet;
        for (std::size_t g = 0; g < mrz_letters.size(); ++g) {
          for (std::size_t t = softened; t < times; ++t) soften(drawn[g], mrz_glyph_width, mrz_glyph_height);
          alphabet.glyphs[g] = normalized(drawn[g]);
        }
        softened = times;
        made.push_back(alphabet);
      }
    }
    return made;
  }();
  return all;
}

// How letters fill their cells: printers space them more or less, cameras foreshorten them.
struct Shape {
  double taller = 1, wider = 1;
};

// The cell around letter k, seen from the letter's own feet and pitch, two pixels of margin on each side.
Cell cell_of(const Grey& grey, const Line& line, double k, const Shape& shape) {
  Cell cell{};
  const double x0 = line.x_of(k), pitch = line.pitch_of(k), foot = line.base_of(x0);
  const double dx = pitch * shape.wider / mrz_glyph_width, dy = line.capital * shape.taller / mrz_capital_height;
  const double middle = foot - line.capital / 2;
  const int nx = std::clamp(static_cast<int>(std::lround(dx)), 1, 6),
            ny = std::clamp(static_cast<int>(std::lround(dy)), 1, 6);
  for (int y = 0; y < cell_height; ++y) {
    for (int x = 0; x < cell_width; ++x) {
      float sum = 0;
      for (int j = 0; j < ny; ++j) {
        for (int i = 0; i < nx; ++i) {
          const double u = (x - cell_width / 2.0 + (i + 0.5) / nx) * dx,
                       v = (y - cell_height / 2.0 + (j + 0.5) / ny) * dy;
          const double px = x0 + u - 0.5, py = middle + v + line.slope * u - 0.5;
          const int ix = static_cast<int>(std::floor(px)), iy = static_cast<int>(std::floor(py));
          const auto fx = static_cast<float>(px - ix), fy = static_cast<float>(py - iy);
          sum += (1 - fy) *
                     ((1 - fx) * static_cast<float>(grey.at(ix, iy)) + fx * static_cast<float>(grey.at(ix + 1, iy))) +
                 fy * ((1 - fx) * static_cast<float>(grey.at(ix, iy + 1)) +
                       fx * static_cast<float>(grey.at(ix + 1, iy + 1)));
        }
      }
      cell[static_cast<std::size_t>(y * cell_width + x)] = 255 - sum / static_cast<float>(nx * ny);
    }
  }
  return cell;
}

Cell head_down(const Cell& cell) {
  Cell turned;
  std::reverse_copy(cell.begin(), cell.end(), turned.begin());
  return turned;
}

float contrast(const Cell& cell) {
  auto sorted = cell;
  std::sort(sorted.begin(), sorted.end());
  return sorted[sorted.size() * 97 / 100] - sorted[sorted.size() / 4];
}

using Scores = std::array<float, mrz_letters.size()>;  // likeness of a cell to each letter

struct Guess {
  std::size_t letter = 0;
  float likeness = -1, second = -1;  // of the best and of the best that is not its double
};

// What a place of a zone may hold.
enum class Place { any, figure, letter, sex };

bool may_hold(Place place, char c) {
  switch (place) {
    case Place::figure:
      return (c >= '0' && c <= '9') || c == '<';
    case Place::letter:
      return (c >= 'A' && c <= 'Z') || c == '<';
    case Place::sex:
      return c == 'M' || c == 'F' || c == 'X' || c == '<';
    default:
      return true;
  }
}

// Letters that print alike, told apart by what their place may hold rather than by their shape.
bool are_doubles(char a, char b) {
  constexpr std::string_view pairs[] = {"O0", "QO", "Q0", "D0", "DO", "I1"};
  return std::any_of(std::begin(pairs), std::end(pairs), [&](std::string_view pair) {
    return (pair[0] == a && pair[1] == b) || (pair[0] == b && pair[1] == a);
  });
}

Scores compare(const Cell& cell, const Alphabet& alphabet) {
  Scores best;
  best.fill(-1);
  constexpr int reach = 2;
  Glyph window;
  for (int sy = -reach; sy <= reach; ++sy) {
    for (int sx = -reach; sx <= reach; ++sx) {
      if (std::abs(sx) + std::abs(sy) > 3) continue;
      float mean = 0;
      std::size_t n = 0;
      for (int y = 0; y < mrz_glyph_height; ++y) {
        const float* row = cell.data() + (y + 2 + sy) * cell_width + 2 + sx;
        for (int x = 0; x < mrz_glyph_width; ++x) {
          window[n++] = row[x];
          mean += row[x];
        }
      }
      mean /= static_cast<float>(glyph_pixels);
      float norm = 0;
      for (float& value : window) {
        value -= mean;
        norm += value * value;
      }
      norm = std::sqrt(std::max(norm, 1.0F));
      for (std::size_t g = 0; g < mrz_letters.size(); ++g) {
        const Glyph& glyph = alphabet.glyphs[g];
        std::array<float, 8> sums{};
        for (std::size_t i = 0; i < glyph_pixels; i += 8) {
          for (std::size_t l = 0; l < 8; ++l) sums[l] += window[i + l] * glyph[i + l];
        }
        float product = 0;
        for (const float sum : sums) product += sum;
        best[g] = std::max(best[g], product / norm);
      }
    }
  }
  return best;
}

Guess guess(const Scores& scores, Place place) {
  Guess answer;
  for (std::size_t g = 0; g < mrz_letters.size(); ++g) {
    if (may_hold(place, mrz_letters[g]) && scores[g] > answer.likeness) {
      answer.likeness = scores[g];
      answer.letter = g;
    }
  }
  // Numbers of papers hold figures more often than the letters drawn like them.
  const char best = mrz_letters[answer.letter];
  if (place == Place::any && (best == 'O' || best == 'I')) {
    const std::size_t figure = best == 'O' ? 0 : 1;
    if (scores[figure] > answer.likeness - 0.1F) answer.letter = figure;
  }
  for (std::size_t g = 0; g < mrz_letters.size(); ++g) {
    if (g != answer.letter && may_hold(place, mrz_letters[g]) &&
        !(place == Place::any && are_doubles(mrz_letters[g], mrz_letters[answer.letter])))
      answer.second = std::max(answer.second, scores[g]);
  }
  return answer;
}

// How surely a letter is that one: it must look like itself, and like nothing else. Measured where a zone was found,
// 158 damaged cards of the specimens' tuning half: nine of the ten lines that held a fault were told at 52 or less, the
// tenth (two columns short, each letter right) at 100; of the 151 zones read whole, 128 were told above 80, where a
// wrong key is the zone's own.
float surety(const Guess& guess) {
  const float alone = (guess.likeness - guess.second) / 0.07F, like = (guess.likeness - 0.45F) / 0.3F;
  return std::clamp(100 * std::min(alone, like), 0.0F, 100.0F);
}

class Zone {
 public:
  Zone(const Grey& grey, std::vector<Line> lines, Clock::time_point deadline)
      : grey_(grey), lines_(std::move(lines)), deadline_(deadline) {
    // Columns of a zone stand one under the other: a line whose ends were not seen is as long as its neighbour.
    double left = 1e9, right = -1e9;
    for (const Line& line : lines_) {
      left = std::min(left, line.x_of(line.first));
      right = std::max(right, line.x_of(line.last));
    }
    for (Line& line : lines_) {
      line.first = static_cast<int>(std::lround(line.k_of(left)));
      line.last = static_cast<int>(std::lround(line.k_of(right)));
    }
  }

  bool too_late() const { return Clock::now() >= deadline_; }

  // Which alphabet, which proportions, which way up: tried on some letters of the first line.
  bool choose() {
    const Line& line = lines_.front();
    const int step = std::max(1, (line.last - line.first) / 12);
    const auto likeness = [&](const Shape& shape, const std::vector<std::size_t>& tried) {
      for (int k = line.first; k <= line.last && !too_late(); k += step)
        cells_.push_back(cell_of(grey_, line, k, shape));
      for (const bool down : {false, true}) {
        if (settled_ && down != down_) continue;
        for (const std::size_t a : tried) {
          float sum = 0;
          for (const Cell& cell : cells_) {
            if (too_late()) break;
            const Scores scores = compare(down ? head_down(cell) : cell, alphabets()[a]);
            sum += *std::max_element(scores.begin(), scores.end());
          }
          const float mean = sum / static_cast<float>(cells_.size());
          if (mean <= best_) continue;
          best_ = mean;
          shape_ = shape;
          down_ = down;
          alphabet_ = a;
        }
      }
      cells_.clear();
    };
    // Fonts and spacing first, at a middling softness; then height, then softness, each on the best so far.
    std::vector<std::size_t> fonts;
    for (std::size_t font = 0; font < mrz_fonts; ++font) fonts.push_back(font * softnesses.size() + 1);
    for (const double wider : {1.0, 0.82, 0.66}) likeness(Shape{1, wider}, fonts);
    if (best_ < 0.45F) return false;
    settled_ = true;
    for (const double taller : {0.9, 1.12}) likeness(Shape{taller, shape_.wider}, {alphabet_});
    for (const double wider : {0.92, 1.08}) likeness(Shape{shape_.taller, shape_.wider * wider}, {alphabet_});
    const std::size_t font = alphabet_ / softnesses.size() * softnesses.size();
    likeness(shape_, {font, font + 2, font + 3});
    return !too_late() && best_ >= 0.5F;
  }

  std::vector<MrzLine> read() {
    std::vector<std::vector<Letter>> grid;
    int columns = 0;
    for (const Line& line : lines_) columns = std::max(columns, line.last - line.first + 1);
    for (const Line& line : lines_) {
      grid.emplace_back();
      for (int k = line.first; k < line.first + columns; ++k) {
        if (too_late()) return {};
        Cell cell = cell_of(grey_, line, k, shape_);
        if (down_) cell = head_down(cell);
        grid.back().push_back({compare(cell, alphabets()[alphabet_]), contrast(cell)});
      }
      if (down_) std::reverse(grid.back().begin(), grid.back().end());
    }
    if (down_) {
      std::reverse(grid.begin(), grid.end());
      std::reverse(lines_.begin(), lines_.end());
    }
    auto [begin, end] = bounds(grid);
    const auto places = places_of(grid, begin, end);
    if (down_) std::tie(begin, end) = std::pair(columns - end, columns - begin);
    std::vector<MrzLine> read;
    for (std::size_t l = 0; l < grid.size(); ++l) {
      MrzLine out;
      float least = 100, sum = 0;
      const Line& line = lines_[l];
      const int from = down_ ? columns - end : begin, count = end - begin;
      for (int c = 0; c < count; ++c) {
        const Letter& letter = grid[l][static_cast<std::size_t>(from + c)];
        const Guess best = guess(letter.scores, places.empty() ? Place::any : places[l][static_cast<std::size_t>(c)]);
        out.text += mrz_letters[best.letter];
        sum += best.likeness;
        least = std::min(least, surety(best));
      }
      if (out.text.size() < 26 || sum < 0.55F * static_cast<float>(count)) continue;
      out.text.resize(std::min(out.text.size(), max_mrz_line_letters));
      out.confidence = static_cast<std::uint8_t>(least);
      const double left = line.x_of(line.first + begin - 0.5), right = line.x_of(line.first + end - 0.5);
      const double foot = std::max(line.base_of(left), line.base_of(right));
      const double head = std::min(line.base_of(left), line.base_of(right)) - 1.15 * line.capital;
      const auto px = [](double value, int edge) {
        return static_cast<std::uint16_t>(std::clamp(value, 0.0, static_cast<double>(std::min(edge, 65'535))));
      };
      out.box.x = px(left, grey_.width);
      out.box.y = px(head, grey_.height);
      out.box.width = static_cast<std::uint16_t>(px(right, grey_.width) - out.box.x);
      out.box.height = static_cast<std::uint16_t>(px(foot + 0.15 * line.capital, grey_.height) - out.box.y);
      read.push_back(std::move(out));
    }
    return read;
  }

  bool down() const { return down_; }

 private:
  struct Letter {
    Scores scores;
    float contrast;
    float likeness() const { return *std::max_element(scores.begin(), scores.end()); }
  };
  using Grid = std::vector<std::vector<Letter>>;

  // The columns the zone takes. What the drawing around it left at either end looks like no letter; and a zone has 30,
  // 36 or 44 of them.
  static std::pair<int, int> bounds(const Grid& grid) {
    std::vector<double> contrasts;
    for (const auto& line : grid) {
      for (const Letter& letter : line) contrasts.push_back(letter.contrast);
    }
    const auto faint = static_cast<float>(0.4 * median(contrasts));
    std::vector<float> worth(grid.front().size(), 0);
    for (const auto& line : grid) {
      for (std::size_t c = 0; c < line.size(); ++c)
        worth[c] += line[c].contrast < faint ? 0 : line[c].likeness() / static_cast<float>(grid.size());
    }
    int begin = 0, end = static_cast<int>(worth.size());
    while (end > begin && worth[static_cast<std::size_t>(end - 1)] < 0.5F) --end;
    while (end > begin && worth[static_cast<std::size_t>(begin)] < 0.5F) ++begin;
    constexpr int most_too_many = 5;
    for (const int wanted : {44, 36, 30}) {
      if ((grid.size() == 2) == (wanted == 30) || end - begin <= wanted || end - begin > wanted + most_too_many)
        continue;
      int best = begin;
      float most = -1;
      for (int from = begin; from + wanted <= end; ++from) {
        float sum = 0;
        for (int c = from; c < from + wanted; ++c) sum += worth[static_cast<std::size_t>(c)];
        if (sum > most) most = sum, best = from;
      }
      return {best, best + wanted};
    }
    return {begin, end};
  }

  // What each place may hold, once the size of the zone says its format; nothing when it doesn't.
  static std::vector<std::vector<Place>> places_of(const Grid& grid, int begin, int end) {
    const int count = end - begin;
    constexpr std::string_view french = "IDFRA";
    int alike = 0;
    for (std::size_t c = 0; c < french.size() && count >= 30; ++c) {
      const auto best = guess(grid.front()[static_cast<std::size_t>(begin) + c].scores, Place::letter);
      alike += mrz_letters[best.letter] == french[c] ? 1 : 0;
    }
    // a letter, n figure, s sex, * any of them
    std::vector<std::string_view> drawn;
    if (grid.size() == 3 && count == 30)
      drawn = {"aaaaa*********n***************", "nnnnnnnsnnnnnnnaaa***********n", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"};
    else if (grid.size() == 2 && count == 44)
      drawn = {"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "*********naaannnnnnnsnnnnnnn**************nn"};
    else if (grid.size() == 2 && count == 36 && alike >= 4)
      drawn = {"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa******", "nnnn********naaaaaaaaaaaaaannnnnnnsn"};
    else if (grid.size() == 2 && count == 36)
      drawn = {"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "*********naaannnnnnnsnnnnnnn*******n"};
    else if (grid.size() == 1 && count == 30)
      drawn = {"anaaa*********nnnnnnnaaaaaaaan"};
    std::vector<std::vector<Place>> places;
    for (const auto line : drawn) {
      places.emplace_back();
      for (const char c : line)
        places.back().push_back(c == 'a'   ? Place::letter
                                : c == 'n' ? Place::figure
                                : c == 's' ? Place::sex
                                           : Place::any);
    }
    return places;
  }

  const Grey& grey_;
  std::vector<Line> lines_;
  Clock::time_point deadline_;
  std::vector<Cell> cells_;
  Shape shape_;
  float best_ = -1;
  bool down_ = false, settled_ = false;
  std::size_t alphabet_ = 0;
};

// The same lines on the picture itself, where letters stand apart and their pitch is known to a tenth of a pixel.
std::vector<Line> refined(PIX* whole, const std::vector<Line>& lines, double scale, Grey& strip, int& left, int& top) {
  double x0 = 1e9, x1 = -1e9, y0 = 1e9, y1 = -1e9, capital = 0, pitch = 0;
  for (const Line& line : lines) {
    pitch = std::max(pitch, line.b);
    capital = std::max(capital, line.capital);
    x0 = std::min(x0, line.x_of(line.first));
    x1 = std::max(x1, line.x_of(line.last));
    for (const double x : {line.x_of(line.first), line.x_of(line.last)}) {
      y0 = std::min(y0, line.base_of(x) - line.capital);
      y1 = std::max(y1, line.base_of(x));
    }
  }
  // A neighbour that was not seen on the small copy lies within a line's distance, an end within a few letters.
  left = std::max(0, static_cast<int>((x0 - 8 * pitch) * scale));
  top = std::max(0, static_cast<int>((y0 - 4.5 * capital) * scale));
  const int right = std::min(pixGetWidth(whole), static_cast<int>((x1 + 8 * pitch) * scale) + 1);
  const int bottom = std::min(pixGetHeight(whole), static_cast<int>((y1 + 4.5 * capital) * scale) + 1);
  if (right - left < 50 || bottom - top < 8) return {};
  BOX* box = boxCreate(left, top, right - left, bottom - top);
  const Pixels cut(pixClipRectangle(whole, box, nullptr));
  boxDestroy(&box);
  if (!cut) return {};
  strip = take(cut.get());
  const double letter = capital * scale;
  std::vector<Line> best;
  for (const float share : {0.78F, 0.86F, 0.68F}) {
    auto found =
        find_lines(ink_parts(strip, std::max(6, static_cast<int>(1.6 * letter)), share), 0.4 * letter, 1.6 * letter);
    const auto zones = zones_of(std::move(found));
    for (const auto& zone : zones) {
      if (zone.size() > best.size()) best = zone;
    }
    if (best.size() >= 2) break;
  }
  return best;
}

}  // namespace

std::vector<MrzLine> read_mrz(PIX* grey, Clock::time_point deadline, bool* upside_down) {
  if (grey == nullptr || pixGetDepth(grey) != 8 || Clock::now() >= deadline) return {};
  const int longest = std::max(pixGetWidth(grey), pixGetHeight(grey));
  double scale = 1;
  Pixels small;
  if (longest > search_edge_px) {
    scale = static_cast<double>(longest) / search_edge_px;
    const auto factor = static_cast<float>(1 / scale);
    small = Pixels(pixScaleAreaMap(grey, factor, factor));
    if (!small) return {};
  }
  const Grey search = take(small ? small.get() : grey);
  if (search.width < 120 || search.height < 40) return {};
  auto zones = zones_of(find_lines(ink_parts(search, 18, 0.8F), 5, 70));
  // The zone with the most lines; among equals the lowest, where papers carry it.
  std::stable_sort(zones.begin(), zones.end(), [](const auto& p, const auto& q) {
    if (p.size() != q.size()) return p.size() > q.size();
    return p.front().base > q.front().base;
  });
  std::vector<MrzLine> answer;
  for (std::size_t z = 0; z < zones.size() && z < 3; ++z) {
    if (Clock::now() >= deadline) return {};
    Grey strip;
    int left = 0, top = 0;
    auto lines = refined(grey, zones[z], scale, strip, left, top);
    if (lines.empty()) continue;
    Zone zone(strip, std::move(lines), deadline);
    if (!zone.choose()) continue;
    auto read = zone.read();
    std::size_t fillers = 0;
    for (const MrzLine& line : read)
      fillers += static_cast<std::size_t>(std::count(line.text.begin(), line.text.end(), '<'));
    // An old bill set in typewriter letters has lines as even, without fillers; a driving licence may have none either.
    if (read.empty() || (fillers < 2 && !read.front().text.starts_with("D1FRA"))) continue;
    for (MrzLine& line : read) {
      line.box.x = static_cast<std::uint16_t>(line.box.x + left);
      line.box.y = static_cast<std::uint16_t>(line.box.y + top);
    }
    if (read.size() > answer.size()) {
      answer = std::move(read);
      if (upside_down != nullptr) *upside_down = zone.down();
    }
    if (answer.size() >= 2) break;
  }
  if (answer.size() > max_mrz_lines_per_page) answer.resize(max_mrz_lines_per_page);
  return answer;
}

}  // namespace pipeline
