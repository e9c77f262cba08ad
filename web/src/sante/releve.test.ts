import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

const volet = "a1".repeat(16);
const unJour = 86_400;
const lundi = Date.parse("2026-06-01T08:00:00Z") / 1000;
const verifies: Array<Record<string, unknown>> = [];
let vraies: (demande: { de: string; empreinte: string }) => boolean;
let plis: Array<Record<string, unknown>>;

vi.mock("../coffre/coffre", () => ({
  coffre: {
    prepare: () => undefined,
    forget: () => undefined,
    call: (commande: string, demande: { empreinte: string; recu: { de: string } }) => {
      if (commande === "acceptDirectory")
        return Promise.resolve({ ok: true, value: { racine: "R", epoque: 1, etab: "e", uai: "u", epinglee: true } });
      if (commande === "openOwnPli")
        return Promise.resolve({ ok: true, value: { metadonnees: {}, donnees: new Uint8Array(3), cree_le: 5 } });
      verifies.push(demande);
      const vraie = vraies({ de: demande.recu.de, empreinte: demande.empreinte });
      return Promise.resolve(vraie ? { ok: true, value: undefined } : { ok: false, code: "pli_refuse" });
    },
  },
}));
vi.mock("../commun/acces/ouvrir", () => ({ clesOuvertes: () => ({ racine: "R", epoque_min: 1 }) }));

const { lireEnvoyees, rouvrir } = await import("./releve");

const pli = (plus: Record<string, unknown> = {}) => ({
  id: "d4".repeat(16),
  kind: 2,
  version: 1,
  empreinte: "h1",
  depose_le: lundi,
  octets: 65_553,
  depot: { moment: lundi, signature: "s" },
  ...plus,
});
const recu = (plus: Record<string, unknown> = {}) => ({
  recu: { cert: "c", version: 1, empreinte: "h1", jour: 20_608, signature: "s", ...plus },
});
const lues = async (maintenant = lundi + unJour) => {
  const lu = await lireEnvoyees(volet, maintenant * 1000);
  if (!lu.ok) throw new Error(lu.code);
  return lu.value;
};

beforeEach(() => {
  verifies.length = 0;
  vraies = () => true;
  plis = [pli()];
  vi.stubGlobal("fetch", (url: string) => {
    const corps = url.endsWith("/accueil")
      ? { nom: "c", campagne: "ouverte", etab: "e", maintenant: lundi, pk_boite: "B" }
      : url.endsWith("/annuaire")
        ? { racine: "r", certificats: [], instantanes: [] }
        : url.endsWith("/plis")
          ? { plis }
          : { manifeste: "m" };
    return Promise.resolve(new Response(JSON.stringify(corps)));
  });
});
afterEach(() => vi.unstubAllGlobals());

describe("the receipts of what she sent", () => {
  it("are both checked, each against its own key", async () => {
    plis = [pli(recu())];
    expect(await lues()).toMatchObject([{ depot: "vrai", recu: "vrai", tard: false }]);
    expect(verifies.map((une) => une.recu)).toMatchObject([
      { de: "boite", pk_boite: "B", moment: lundi },
      { de: "infirmerie", cert: "c", jour: 20_608 },
    ]);
  });

  it.each([
    ["the box's", () => (vraies = ({ de }) => de !== "boite"), { depot: "faux", recu: "vrai" }],
    ["the nurse's", () => (vraies = ({ de }) => de === "boite"), { depot: "vrai", recu: "faux" }],
    ["one of another version", () => (plis = [pli(recu({ version: 2 }))]), { depot: "vrai", recu: "faux" }],
    ["one of other bytes", () => (plis = [pli(recu({ empreinte: "h2" }))]), { depot: "vrai", recu: "faux" }],
  ])("are told when %s is false", async (_, gener, attendu) => {
    plis = [pli(recu())];
    expect(await lues()).toMatchObject([{ depot: "vrai", recu: "vrai" }]);
    gener();
    expect(await lues()).toMatchObject([attendu]);
  });

  it("are missed after ten working days, not before, and not once there", async () => {
    expect(await lues(lundi + 11 * unJour)).toMatchObject([{ recu: "absent", tard: false }]); // Friday of the next week
    expect(await lues(lundi + 14 * unJour)).toMatchObject([{ recu: "absent", tard: true }]);
    plis = [pli(recu())];
    expect(await lues(lundi + 14 * unJour)).toMatchObject([{ recu: "vrai", tard: false }]);
  });

  it("come with the newest first, and with what was destroyed", async () => {
    plis = [pli({ detruit_le: lundi }), pli({ version: 2, detruit_le: lundi + 30 * unJour })];
    expect(await lues()).toMatchObject([
      { pli: { version: 2 }, detruite: false },
      { pli: { version: 1 }, detruite: true },
    ]);
  });
});

describe("opening one again", () => {
  it("takes the last version, or the one asked", async () => {
    plis = [pli(), pli({ version: 2 })];
    expect(await rouvrir(volet, "d4".repeat(16))).toMatchObject({ ok: true, value: { pli: { version: 2 } } });
    expect(await rouvrir(volet, "d4".repeat(16), 1)).toMatchObject({ ok: true, value: { pli: { version: 1 } } });
    expect(await rouvrir(volet, "d4".repeat(16), 3)).toMatchObject({ ok: false, code: "introuvable" });
    expect(await rouvrir(volet, "e5".repeat(16))).toMatchObject({ ok: false, code: "introuvable" });
  });
});
