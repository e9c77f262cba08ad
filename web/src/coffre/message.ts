// What the nurse writes to one responsable, about one of her plis.
import { exiger, Refus } from "./sodium";

export interface Message {
  sur: string; // the pli it is about, hex
  texte: string;
}

export const ecrireMessage = (m: Message): string =>
  JSON.stringify({ schema: "message/1", sur: m.sur, texte: m.texte });

export function lireMessage(source: string): Message {
  let lu: unknown;
  try {
    lu = JSON.parse(source);
  } catch {
    throw new Refus("json");
  }
  exiger(typeof lu === "object" && lu !== null, "json");
  const { schema, sur, texte } = lu as Record<string, unknown>;
  exiger(schema === "message/1" && typeof texte === "string", "schema");
  exiger(typeof sur === "string" && /^[0-9a-f]{32}$/.test(sur), "sur");
  return { sur, texte };
}
