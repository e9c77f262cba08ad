#include "server/actions/messages.h"

#include "server/actions/authorize.h"

namespace server {
namespace {

Result<Message> find(App& app, const VoletAccess& volet, std::string_view untrusted_id) {
  const auto id = PliId::parse(untrusted_id);
  auto message = id ? find_message(app.database, volet, *id) : std::nullopt;
  if (!message) return not_found();
  return std::move(*message);
}

}  // namespace

std::vector<Message> show_messages(App& app, const VoletAccess& volet) { return messages_of(app.database, volet); }

Result<std::string> read_message(App& app, const VoletAccess& volet, std::string_view untrusted_id) {
  const auto message = find(app, volet, untrusted_id);
  if (!message) return tl::unexpected(message.error());
  return app.vault.read(message->corps);
}

Result<void> note_message_read(App& app, const VoletAccess& volet, std::string_view untrusted_id) {
  const auto message = find(app, volet, untrusted_id);
  if (!message) return tl::unexpected(message.error());
  mark_read(app.database, volet, message->id, app.now());
  return {};
}

}  // namespace server
