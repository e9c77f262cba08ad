// What an attachment holds once opened: bytes and metadata may be anything a person sealed, so both are looked at.
import { type Nature, natures } from "./jointes";

export interface Contenu {
  octets: Uint8Array;
  mime: "image/jpeg" | "application/pdf";
  nature: Nature;
  nom: string;
}

const debuts = [
  { mime: "image/jpeg", octets: [0xff, 0xd8, 0xff], extension: "jpg" },
  { mime: "application/pdf", octets: [0x25, 0x50, 0x44, 0x46, 0x2d], extension: "pdf" },
] as const;

export function contenuDe(octets: Uint8Array, metadonnees: unknown): Contenu | undefined {
  const debut = debuts.find((un) => un.octets.every((octet, rang) => octets[rang] === octet));
  if (!debut) return undefined;
  const { nature, nom } = Object(metadonnees) as { nature?: unknown; nom?: unknown };
  const simple =
    typeof nom === "string"
      ? nom
          .replace(/[/\\\p{C}]/gu, " ")
          .trim()
          .slice(0, 120)
      : "";
  return {
    octets,
    mime: debut.mime,
    nature: natures.find((une) => une === nature) ?? "autre",
    nom: simple || `papier.${debut.extension}`,
  };
}
