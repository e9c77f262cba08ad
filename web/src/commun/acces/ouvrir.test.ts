import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Resultat } from "../../coffre/contrat";
import type { LettreScannee, LettreTapee } from "./lettre";

const appels: string[] = [];
const demandes: Array<{ chemin: string; corps: unknown }> = [];
let commandes: Record<string, Resultat<unknown>> = {};

vi.mock("../../coffre/coffre", () => ({
  coffre: {
    prepare: () => undefined,
    forget: () => undefined,
    deriveTwice: () => Promise.resolve({ ok: true, value: { k_auth: "k" } }),
    call: (commande: string) => {
      appels.push(commande);
      return Promise.resolve(commandes[commande] ?? { ok: false, code: "coffre_indisponible" });
    },
  },
}));

const { activer, clesOuvertes, ouvrirAcces, verifierLettre } = await import("./ouvrir");

const racine = Uint8Array.from({ length: 32 }, (_, i) => i);
const scannee: LettreScannee = { voie: "carre", identifiant: "K7M2P4XQ9T", code: "0".repeat(28), racine, epoque: 3 };
const tapee: LettreTapee = { voie: "code", identifiant: "K7M2P4XQ9T", code: "K7M2P4XQ9T" };
const session = { compte: "c", role: "responsable", identifiant: "K7M2P4XQ9T", coffre: "v", pk_sign: "s", pk_kem: "k" };

let reponses: Record<string, { status: number; corps?: unknown } | "perdue"> = {};
let annuaire = { racine: "r", certificats: [], instantanes: [] };

beforeEach(() => {
  appels.length = 0;
  demandes.length = 0;
  annuaire = { racine: "r", certificats: [], instantanes: [] };
  commandes = {
    selfTest: { ok: true, value: undefined },
    acceptDirectory: { ok: true, value: { racine: "R", epoque: 4, etab: "e", uai: "0009990J", epinglee: true } },
    letterAuth: { ok: true, value: { auth_act: "a" } },
    shortCodeAuth: { ok: true, value: { auth_court: "c" } },
    deriveAuth: { ok: true, value: { k_auth: "k" } },
    prepareActivation: { ok: true, value: { pk_sign: "s", pk_kem: "k", pop: "p", k_auth: "k", coffre: "v" } },
    openVault: { ok: true, value: { racine: "R", epoque_min: 4 } },
  };
  reponses = {
    "POST /activation/ouvrir": { status: 200, corps: { resp_id: "c", gen: 1, role: "responsable" } },
    "POST /activation/terminer": { status: 201, corps: {} },
    "POST /session": { status: 200, corps: session },
    "DELETE /session": { status: 200, corps: {} },
  };
  vi.stubGlobal("fetch", (url: string, init: RequestInit) => {
    const chemin = `${init.method} ${url.replace("/api/v1", "")}`;
    demandes.push({ chemin, corps: init.body ? JSON.parse(String(init.body)) : undefined });
    const lues: typeof reponses = {
      "GET /accueil": { status: 200, corps: { nom: "c", campagne: "ouverte", etab: "e", maintenant: 1 } },
      "GET /annuaire": { status: 200, corps: annuaire },
      ...reponses,
    };
    const reponse = lues[chemin];
    if (!reponse || reponse === "perdue") return Promise.reject(new TypeError("network"));
    return Promise.resolve(new Response(JSON.stringify(reponse.corps), { status: reponse.status }));
  });
});
afterEach(() => vi.unstubAllGlobals());

const envoyees = () => demandes.map(({ chemin }) => chemin).filter((chemin) => !chemin.startsWith("GET"));

describe("a letter", () => {
  it("is shown to the box only once its health office is this site's", async () => {
    expect((await verifierLettre(scannee)).ok).toBe(true);
    expect(envoyees()).toEqual(["POST /activation/ouvrir"]);
  });

  it("is kept to itself when this site's health office is another", async () => {
    commandes.acceptDirectory = { ok: false, code: "empreinte_differente" };
    expect(await verifierLettre(scannee)).toMatchObject({ ok: false, code: "empreinte_differente" });
    expect(envoyees()).toEqual([]);
    expect(appels).not.toContain("letterAuth");
  });

  it("is kept to itself when this site pretends to have no health office", async () => {
    annuaire.racine = "";
    expect(await verifierLettre(scannee)).toMatchObject({ ok: false, code: "empreinte_differente" });
    expect(envoyees()).toEqual([]);
    // The same site is right for a letter printed before there was one.
    expect((await verifierLettre({ ...scannee, racine: undefined, epoque: 0 })).ok).toBe(true);
  });

  it("is kept to itself on a device that computes wrongly", async () => {
    commandes.selfTest = { ok: false, code: "appareil_refuse" };
    expect(await verifierLettre(scannee)).toMatchObject({ ok: false, code: "appareil_refuse" });
    expect(demandes).toEqual([]);
  });

  it("pins what it proves, and nothing when it was typed or printed too early: the box is not believed on sight", async () => {
    const pin = async (lettre: LettreScannee | LettreTapee) => {
      const verifiee = await verifierLettre(lettre);
      return verifiee.ok ? verifiee.value.racine : verifiee.code;
    };
    expect(await pin(scannee)).toBe("R");
    expect(await pin(tapee)).toBe("");
    expect(await pin({ ...scannee, racine: undefined, epoque: 0 })).toBe("");
  });

  it("sends one proof only, the one it has", async () => {
    await verifierLettre(tapee);
    expect(demandes.at(-1)?.corps).toEqual({ identifiant: "K7M2P4XQ9T", auth_court: "c" });
    await verifierLettre(scannee);
    expect(demandes.at(-1)?.corps).toEqual({ identifiant: "K7M2P4XQ9T", auth_act: "a" });
  });
});

describe("an activation", () => {
  const verifiee = async () => {
    const lue = await verifierLettre(scannee);
    if (!lue.ok) throw new Error(lue.code);
    return lue.value;
  };

  it("ends signed in, the keys open in this tab", async () => {
    expect((await activer(await verifiee(), "une phrase")).ok).toBe(true);
    expect(clesOuvertes()).toEqual({ racine: "R", epoque_min: 4 });
  });

  it("is a success when only the answer was lost", async () => {
    reponses["POST /activation/terminer"] = "perdue";
    expect((await activer(await verifiee(), "une phrase")).ok).toBe(true);
  });

  it("tells the first cause when the code had served already", async () => {
    reponses["POST /activation/terminer"] = { status: 404, corps: { code: "introuvable" } };
    reponses["POST /session"] = { status: 401, corps: { code: "identifiants_refuses" } };
    expect(await activer(await verifiee(), "une phrase")).toMatchObject({ ok: false, code: "introuvable" });
  });

  it("stops at a refusal that is about what was sent", async () => {
    reponses["POST /activation/terminer"] = { status: 422, corps: { code: "preuve_refusee" } };
    expect(await activer(await verifiee(), "une phrase")).toMatchObject({ ok: false, code: "preuve_refusee" });
    expect(envoyees()).not.toContain("POST /session");
  });
});

describe("signing in", () => {
  it("closes the access again when the vault is not hers", async () => {
    commandes.openVault = { ok: false, code: "coffre_refuse" };
    expect(await ouvrirAcces("K7M2P4XQ9T", "une phrase")).toMatchObject({ ok: false, code: "coffre_refuse" });
    expect(envoyees()).toEqual(["POST /session", "DELETE /session"]);
  });
});
