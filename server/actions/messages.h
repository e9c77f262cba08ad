#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "server/app.h"
#include "server/error.h"
#include "server/model/access.h"
#include "server/store/messages.h"

namespace server {

// What the nurse wrote to one responsable about one child; sealed, and nobody else's.
std::vector<Message> show_messages(App& app, const VoletAccess& volet);
Result<std::string> read_message(App& app, const VoletAccess& volet, std::string_view untrusted_id);
Result<void> note_message_read(App& app, const VoletAccess& volet, std::string_view untrusted_id);

}  // namespace server
