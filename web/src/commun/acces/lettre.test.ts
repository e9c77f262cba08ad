import { describe, expect, it } from "vitest";
import { canonique, enGroupes, lireCodeCourt, lireFragment, lireIdentifiant } from "./lettre.ts";

const racine = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
const code = "0123456789ABCDEFGHJKMNPQRSTV";

describe("a code typed from the letter", () => {
  it.each([
    ["K7M2P4XQ9T", "as it is"],
    ["k7m2p-4xq9t", "small letters and a dash"],
    [" K7M2P  4XQ9T ", "blanks"],
    ["K7M2P—4XQ9T", "a dash the keyboard made long"],
  ])("%s is understood (%s)", (tape) => {
    expect(lireCodeCourt(tape)).toBe("K7M2P4XQ9T");
  });

  it("takes O for zero, I and L for one", () => {
    expect(lireIdentifiant("OIL00-00000")).toBe("0110000000");
  });

  it.each(["K7M2P4XQ9", "K7M2P4XQ9TT", "K7M2P4XQ9U", "K7M2P4XQ9É", ""])("%s is not a code", (tape) => {
    expect(lireCodeCourt(tape)).toBeUndefined();
  });

  it("is shown five by five, as printed", () => {
    expect(enGroupes("K7M2P4XQ9T")).toBe("K7M2P-4XQ9T");
    expect(enGroupes("K7M2P")).toBe("K7M2P");
    expect(canonique(enGroupes("K7M2P4XQ9T"))).toBe("K7M2P4XQ9T");
  });
});

describe("the square of the letter", () => {
  it("gives the identifiant, the code, the health office and its epoch", () => {
    const lue = lireFragment(`#1.K7M2P4XQ9T.${code}.${racine}.3`);
    expect(lue).toMatchObject({ voie: "carre", identifiant: "K7M2P4XQ9T", code, epoque: 3 });
    expect(lue?.racine).toEqual(Uint8Array.from({ length: 32 }, (_, i) => i));
  });

  it("may have been printed before the health office existed", () => {
    expect(lireFragment(`#1.K7M2P4XQ9T.${code}..0`)).toMatchObject({ racine: undefined, epoque: 0 });
  });

  it.each([
    ["another version", `#2.K7M2P4XQ9T.${code}.${racine}.3`],
    ["a torn end", `#1.K7M2P4XQ9T.${code}.${racine}`],
    ["a shorter code", `#1.K7M2P4XQ9T.${code.slice(1)}.${racine}.3`],
    ["a shorter fingerprint", `#1.K7M2P4XQ9T.${code}.${racine.slice(0, 40)}.3`],
    ["a fingerprint that is none", `#1.K7M2P4XQ9T.${code}.${"*".repeat(43)}.3`],
    ["an epoch that is no number", `#1.K7M2P4XQ9T.${code}.${racine}.3e1`],
    ["one part too many", `#1.K7M2P4XQ9T.${code}.${racine}.3.4`],
    ["nothing", ""],
  ])("is refused with %s", (_, fragment) => {
    expect(lireFragment(`#1.K7M2P4XQ9T.${code}.${racine}.3`)).toBeDefined();
    expect(lireFragment(fragment)).toBeUndefined();
  });
});
