#pragma once

#include <cstdint>

#include "server/app.h"
#include "server/error.h"
#include "server/model/access.h"
#include "server/store/envois.h"

namespace server {

inline constexpr std::int64_t longest_readable_bytes = 20 << 20;
// The same 20 MiB once padded and sealed in chunks (FORMAT.md).
extern const std::int64_t longest_sealed_bytes;
inline constexpr std::int64_t longest_slice_bytes = 1 << 20;
inline constexpr std::int64_t most_open_uploads = 10, most_open_sealed_uploads = 3;
inline constexpr std::int64_t sealed_bytes_per_volet = 60 << 20;  // of plis kept and on their way
inline constexpr std::int64_t daily_bytes_per_volet = 60 << 20;
inline constexpr std::int64_t upload_seconds = 24 * 3600;

// Uploads in slices. A slice is on the disk when it is acknowledged, and an acknowledged one is never lost; the class
// is fixed at creation, so that what is sealed can never become a readable pièce, nor the reverse.
Result<Envoi> create_upload(App& app, const VoletAccess& volet, EnvoiClasse classe, std::int64_t longueur);
Result<Envoi> find_upload(App& app, const FamilleAccess& famille, std::string_view untrusted_envoi);
Result<Envoi> receive_slice(App& app, const FamilleAccess& famille, std::string_view untrusted_envoi,
                            std::int64_t offset, Bytes untrusted_slice);
Result<void> drop_upload(App& app, const FamilleAccess& famille, std::string_view untrusted_envoi);
// Unfinished ones a day old; how many there were.
std::int64_t purge_uploads(App& app);

Result<void> expect_open_campagne(App& app);

}  // namespace server
