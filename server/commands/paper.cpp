#include "server/commands/paper.h"

#include <qrencode.h>
#include <unistd.h>

#include <cstdio>
#include <memory>

#include "server/box.h"

namespace server {

// Two rows of modules a line, dark on light whatever the terminal's colours.
void print_square(const std::string& text) {
  const std::unique_ptr<QRcode, void (*)(QRcode*)> square(
      QRcode_encodeString(text.c_str(), 0, QR_ECLEVEL_M, QR_MODE_8, 1), QRcode_free);
  if (!square) throw BoxError("carre_impossible", "Le carré ne se dessine pas : recopiez le texte.");
  const int width = square->width, margin = 2;
  const auto dark = [&](int x, int y) {
    return x >= 0 && y >= 0 && x < width && y < width && (square->data[y * width + x] & 1) != 0;
  };
  for (int y = -margin; y < width + margin; y += 2) {
    std::printf("  \033[30;107m");
    for (int x = -margin; x < width + margin; ++x)
      std::printf("%s", dark(x, y) ? (dark(x, y + 1) ? "█" : "▀") : (dark(x, y + 1) ? "▄" : " "));
    std::printf("\033[0m\n");
  }
}

std::string typed_line(const char* prompt, int descriptor) {
  if (descriptor < 0) std::fprintf(stderr, "%s", prompt);
  std::string text;
  const int source = descriptor < 0 ? STDIN_FILENO : descriptor;
  for (char c = 0; text.size() < 4096 && ::read(source, &c, 1) == 1 && c != '\n';) text += c;
  return text;
}

}  // namespace server
