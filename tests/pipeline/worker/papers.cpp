#include "tests/pipeline/worker/papers.h"

#include <cstdio>
#include <fstream>
#include <iterator>

#include "pipeline/worker/pdf.h"

namespace papers {
namespace {

using pipeline::Pixels;

std::string taken(l_uint8* data, std::size_t size) {
  std::string text(reinterpret_cast<const char*>(data), size);
  lept_free(data);
  return text;
}

}  // namespace

std::string pdf_of(const std::vector<std::string>& objects) {
  std::string whole = "%PDF-1.4\n", table;
  for (std::size_t i = 0; i < objects.size(); ++i) {
    char entry[21];
    std::snprintf(entry, sizeof entry, "%010zu 00000 n \n", whole.size());
    table += entry;
    whole += std::to_string(i + 1) + " 0 obj" + objects[i] + "\nendobj\n";
  }
  const std::string count = std::to_string(objects.size() + 1);
  return whole + "xref\n0 " + count + "\n0000000000 65535 f \n" + table + "trailer<</Size " + count +
         "/Root 1 0 R>>\nstartxref\n" + std::to_string(whole.size()) + "\n%%EOF\n";
}

std::string pdf(const std::vector<std::string>& lines, std::string_view media_box, std::string_view catalog,
                int pages) {
  std::string text = "BT /F 11 Tf 60 780 Td 16 TL\n";
  for (const auto& line : lines) text += "(" + line + ") Tj T*\n";
  text += "ET\n";
  std::string kids;
  for (int i = 0; i < pages; ++i) kids += std::to_string(5 + i) + " 0 R ";
  std::vector<std::string> objects{"<</Type/Catalog/Pages 2 0 R" + std::string(catalog) + ">>",
                                   "<</Type/Pages/Kids[" + kids + "]/Count " + std::to_string(pages) + ">>",
                                   "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
                                   "<</Length " + std::to_string(text.size()) + ">>stream\n" + text + "endstream"};
  for (int i = 0; i < pages; ++i)
    objects.push_back("<</Type/Page/Parent 2 0 R/MediaBox[" + std::string(media_box) +
                      "]/Contents 4 0 R/Resources<</Font<</F 3 0 R>>>>>>");
  return pdf_of(objects);
}

std::vector<std::string> bill() {
  std::vector<std::string> lines{"ENERGIES DU VAL", "Facture du 28 avril 2026", "Madame Fauvette AUBEPINE",
                                 "12 rue des Merles", "25000 BESANCON"};
  for (int i = 0; i < 25; ++i)
    lines.push_back("Abonnement et consommation de la periode numero " + std::to_string(i + 100) + " montant en euros");
  return lines;
}

Pixels photo(float degrees, int blur_px) {
  const std::string paper = pdf(bill());
  const pipeline::Pdf drawn(bytes(paper));
  const auto sheet = drawn.draw(0);
  // The table: darker than paper, not black, and not even.
  Pixels scene(pixCreate(1500, 2000, 32));
  for (int y = 0; y < 2000; ++y) {
    for (int x = 0; x < 1500; ++x) pixSetRGBPixel(scene.get(), x, y, 110 + (x * 7 + y * 3) % 13, 80 + (x + y) % 9, 60);
  }
  pixRasterop(scene.get(), 180, 200, pixGetWidth(sheet.pixels.get()), pixGetHeight(sheet.pixels.get()), PIX_SRC,
              sheet.pixels.get(), 0, 0);
  if (degrees != 0)
    scene.reset(pixRotate(scene.get(), degrees * 3.14159265F / 180, L_ROTATE_AREA_MAP, L_BRING_IN_WHITE, 0, 0));
  if (blur_px > 0) scene.reset(pixBlockconv(scene.get(), blur_px, blur_px));
  return scene;
}

std::string jpeg(PIX* pixels, int quality) {
  l_uint8* data = nullptr;
  std::size_t size = 0;
  pixWriteMemJpeg(&data, &size, pixels, quality, 0);
  return taken(data, size);
}

std::string png(PIX* pixels) {
  l_uint8* data = nullptr;
  std::size_t size = 0;
  pixWriteMemPng(&data, &size, pixels, 0);
  return taken(data, size);
}

std::string webp(PIX* pixels) {
  l_uint8* data = nullptr;
  std::size_t size = 0;
  pixWriteMemWebP(&data, &size, pixels, 85, 0);
  return taken(data, size);
}

std::string tiff(PIX* pixels) {
  l_uint8* data = nullptr;
  std::size_t size = 0;
  pixWriteMemTiff(&data, &size, pixels, IFF_TIFF_ZIP);
  return taken(data, size);
}

std::string with_orientation(std::string jpeg, int orientation) {
  std::string exif("Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0", 25);
  exif.push_back(static_cast<char>(orientation));
  exif.append(6, '\0');
  const std::size_t size = exif.size() + 2;
  std::string segment("\xff\xe1");
  segment.push_back(static_cast<char>(size >> 8));
  segment.push_back(static_cast<char>(size & 0xff));
  return jpeg.insert(2, segment + exif);
}

std::string file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::span<const std::byte> bytes(const std::string& text) { return std::as_bytes(std::span(text)); }

}  // namespace papers
