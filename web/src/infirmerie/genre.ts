// What bytes are, by their first ones, and how large a picture says it is: asked before anything decodes it.
export type Genre = "application/pdf" | "image/jpeg" | "image/png";

const commence = (octets: Uint8Array, ...debut: number[]) => debut.every((octet, rang) => octets[rang] === octet);

export function genreDe(octets: Uint8Array): Genre | undefined {
  if (commence(octets, 0x25, 0x50, 0x44, 0x46, 0x2d)) return "application/pdf";
  if (commence(octets, 0xff, 0xd8, 0xff)) return "image/jpeg";
  if (commence(octets, 0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return "image/png";
  return undefined;
}

interface Taille {
  largeur: number;
  hauteur: number;
}

export function tailleImage(octets: Uint8Array, genre: Genre): Taille | undefined {
  const vue = new DataView(octets.buffer, octets.byteOffset, octets.byteLength);
  try {
    if (genre === "image/png") return { largeur: vue.getUint32(16), hauteur: vue.getUint32(20) };
    let place = 2;
    for (;;) {
      if (vue.getUint8(place) !== 0xff) return undefined;
      const marque = vue.getUint8(place + 1);
      // SOF0 to SOF15, but for the tables that share their numbers.
      if (marque >= 0xc0 && marque <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marque))
        return { largeur: vue.getUint16(place + 7), hauteur: vue.getUint16(place + 5) };
      place += marque === 0xff ? 1 : 2 + vue.getUint16(place + 2);
    }
  } catch {
    return undefined; // the end came before the answer
  }
}
