import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Resultat } from "../coffre/contrat";

const epingles: string[] = [];
const scelles: Array<Record<string, unknown>> = [];
let commandes: Record<string, Resultat<unknown>> = {};
let cles: { racine: string; epoque_min: number } | undefined;
let envoi: { ok: true; value: string } | { ok: false; code: string };

vi.mock("../coffre/coffre", () => ({
  coffre: {
    prepare: () => undefined,
    forget: () => undefined,
    call: (commande: string, demande: Record<string, unknown>) => {
      if (commande === "sealPli") scelles.push(demande);
      if (commande === "acceptDirectory") epingles.push(String(demande.racine));
      return Promise.resolve(commandes[commande] ?? { ok: false, code: "coffre_indisponible" });
    },
  },
}));
vi.mock("../commun/acces/ouvrir", () => ({ clesOuvertes: () => cles }));
vi.mock("../commun/envoi", () => ({ envoyer: () => Promise.resolve(envoi) }));

const { oublier } = await import("../commun/session");
const { fermerEnveloppe } = await import("./enveloppe");
const { rouvrir } = await import("./releve");
const { confirmerSerrure } = await import("./serrure");
const { ficheVide, ecrireFiche } = await import("./fiche");

const fiche = { ...ficheVide({ nom: "ROITELET", prenom: "Anémone", naissance: "2014-03-09" }), allergies: "arachide" };
const demandes: string[] = [];
let annuaire: { racine: string; certificats: string[]; instantanes: string[] };
let sante: Record<string, unknown>;
let depot: { status: number; corps: unknown } | "perdue";

beforeEach(() => {
  epingles.length = 0;
  scelles.length = 0;
  demandes.length = 0;
  cles = { racine: "R", epoque_min: 2 };
  annuaire = { racine: "r", certificats: [], instantanes: [] };
  sante = { etat: "a_faire" };
  envoi = { ok: true, value: "e5".repeat(16) };
  commandes = {
    acceptDirectory: { ok: true, value: { racine: "R", epoque: 2, etab: "e", uai: "u", epinglee: true } },
    sealPli: { ok: true, value: { manifeste: "m", corps: new Uint8Array(10), empreinte: "h" } },
    openOwnPli: { ok: true, value: { metadonnees: {}, donnees: ecrireFiche(fiche), cree_le: 5 } },
  };
  depot = { status: 201, corps: { id: "p", kind: 2, version: 1, empreinte: "h", depose_le: 9 } };
  vi.stubGlobal("fetch", (url: string, init: RequestInit) => {
    const chemin = `${init.method} ${url.replace("/api/v1", "").replaceAll(/[0-9a-f]{32}/g, ":id")}`;
    demandes.push(chemin);
    const json = (corps: unknown, status = 200) => Promise.resolve(new Response(JSON.stringify(corps), { status }));
    if (chemin === "GET /accueil") return json({ nom: "c", campagne: "ouverte", etab: "e", maintenant: 100 });
    if (chemin === "GET /annuaire") return json(annuaire);
    if (chemin === "GET /moi") return json({ responsable: {}, volets: [{ id: "v", sante }] });
    if (chemin === "GET /volets/v/plis") return json({ plis: sante.pli ? [{ ...sante, id: sante.pli }] : [] });
    if (chemin.startsWith("PUT"))
      return depot === "perdue" ? Promise.reject(new TypeError("x")) : json(depot.corps, depot.status);
    return json({ manifeste: "m" });
  });
});
afterEach(() => vi.unstubAllGlobals());

const sortie = () => demandes.filter((chemin) => !chemin.startsWith("GET"));

describe("closing the envelope", () => {
  it("seals the first version for the health office the phrase knows, then deposits it", async () => {
    expect(await fermerEnveloppe("v", fiche, {})).toMatchObject({ ok: true, value: { version: 1 } });
    expect(scelles[0]).toMatchObject({ volet: "v", kind: 2, version: 1, precedent: "", maintenant: 100 });
    expect(scelles[0]?.donnees).toEqual(ecrireFiche(fiche));
    expect(sortie()).toHaveLength(1);
  });

  it("replaces the one before: same pli, next version, its fingerprint", async () => {
    sante = { etat: "deposee", pli: "d4".repeat(16), version: 2, empreinte: "avant" };
    await fermerEnveloppe("v", fiche, {});
    expect(scelles[0]).toMatchObject({ pli: "d4".repeat(16), version: 3, precedent: "avant" });
  });

  it.each([
    ["the keys are not in this tab", () => (cles = undefined), "coffre_ferme"],
    ["there is no nurse yet", () => (annuaire.racine = ""), "infirmerie_absente"],
    [
      "the nurse's key is not the one known",
      () => (commandes.acceptDirectory = { ok: false, code: "empreinte_differente" }),
      "serrure_changee",
    ],
    [
      "this device cannot seal",
      () => (commandes.sealPli = { ok: false, code: "coffre_indisponible" }),
      "coffre_indisponible",
    ],
    ["the upload stops", () => (envoi = { ok: false, code: "envoi_interrompu" }), "envoi_interrompu"],
  ])("deposits nothing when %s", async (_, gener, code) => {
    expect((await fermerEnveloppe("v", fiche, {})).ok).toBe(true);
    demandes.length = 0;
    gener();
    expect(await fermerEnveloppe("v", fiche, {})).toMatchObject({ ok: false, code });
    expect(sortie()).toEqual([]);
  });

  it("is a success when only the answer was lost, and the refusal it is when the box holds another", async () => {
    depot = "perdue";
    sante = { etat: "deposee", pli: "d4".repeat(16), version: 1, empreinte: "h", depose_le: 9 };
    expect(await fermerEnveloppe("v", fiche, {})).toMatchObject({ ok: true, value: { empreinte: "h" } });
    depot = { status: 409, corps: { code: "version_depassee" } };
    sante = { etat: "deposee", pli: "d4".repeat(16), version: 1, empreinte: "autre" };
    expect(await fermerEnveloppe("v", fiche, {})).toMatchObject({ ok: false, code: "version_depassee" });
  });
});

describe("a health office that no letter proved", () => {
  const servie = (epinglee: boolean) => {
    commandes.acceptDirectory = { ok: true, value: { racine: "R", epoque: 2, etab: "e", uai: "u", epinglee } };
  };
  beforeEach(() => {
    cles = { racine: "", epoque_min: 0 };
    servie(false);
  });
  afterEach(oublier);

  it("gets no envelope: nothing is sealed, nothing leaves", async () => {
    expect(await fermerEnveloppe("v", fiche, {})).toMatchObject({ ok: false, code: "serrure_a_confirmer" });
    expect(scelles).toEqual([]);
    expect(sortie()).toEqual([]);
  });

  it("stays unbelieved after other characters than the sheet's", async () => {
    commandes.matchesShortFingerprint = { ok: true, value: { egal: false } };
    expect(await confirmerSerrure("AAAA-AAAA-AAAA")).toEqual({ ok: true, value: false });
    await fermerEnveloppe("v", fiche, {});
    expect(epingles.at(-1)).toBe("");
    expect(sortie()).toEqual([]);
  });

  it("is pinned by the sheet until the person leaves", async () => {
    commandes.matchesShortFingerprint = { ok: true, value: { egal: true } };
    expect(await confirmerSerrure("FWYX-79AY-1W0R")).toEqual({ ok: true, value: true });
    servie(true);
    expect((await fermerEnveloppe("v", fiche, {})).ok).toBe(true);
    expect(epingles.at(-1)).toBe("R");
    oublier();
    servie(false);
    expect(await fermerEnveloppe("v", fiche, {})).toMatchObject({ ok: false, code: "serrure_a_confirmer" });
    expect(epingles.at(-1)).toBe("");
  });

  it("still lets her read her own again", async () => {
    sante = { etat: "deposee", pli: "d4".repeat(16), version: 1, empreinte: "h" };
    expect((await rouvrir("v", "d4".repeat(16))).ok).toBe(true);
  });
});
