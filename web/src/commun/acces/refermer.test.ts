import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

const commandes: string[] = [];
let refus: Record<string, string> = {};
vi.mock("../../coffre/coffre", () => {
  const repondre = (commande: string, value: unknown) => {
    commandes.push(commande);
    const code = refus[commande];
    return Promise.resolve(code ? { ok: false, code } : { ok: true, value });
  };
  return {
    coffre: {
      prepare: () => undefined,
      forget: () => undefined,
      deriveTwice: () => repondre("deriveTwice", { k_auth: "nouveau" }),
      call: (commande: string, demande: { phrase?: string }) =>
        repondre(
          commande,
          commande === "changePhrase"
            ? { k_auth: "nouveau", coffre: "V2", epoque_min: 1 }
            : commande === "deriveAuth"
              ? { k_auth: `de ${demande.phrase}` }
              : { racine: "", epoque_min: 0 },
        ),
    },
  };
});

const { demarrerSession, oublier, sessionCourante } = await import("../session");
const { prouverPhrase } = await import("./preuve");
const { fermerAilleurs, refermerCoffre } = await import("./refermer");

const session = { compte: "c1", role: "responsable", identifiant: "K7M2P4XQ9T", coffre: "V1" };
const envois: unknown[] = [];
let reponse: number | "perdue";
let gardee: string; // what the box keeps

beforeEach(() => {
  demarrerSession(session as never);
  commandes.length = envois.length = 0;
  refus = {};
  reponse = 204;
  gardee = "V1";
  vi.stubGlobal("fetch", (url: string, init: RequestInit) => {
    const json = (corps: unknown, status = 200) => Promise.resolve(new Response(JSON.stringify(corps), { status }));
    if (url.endsWith("/accueil")) return json({ nom: "c", campagne: "ouverte", etab: "e" });
    if (url.endsWith("/session")) return json({ ...session, pk_sign: "", pk_kem: "", coffre: gardee });
    envois.push(JSON.parse(String(init.body)));
    if (reponse === "perdue") return Promise.reject(new TypeError("x"));
    return reponse === 204
      ? Promise.resolve(new Response(null, { status: 204 }))
      : json({ code: "coffre_change" }, reponse);
  });
});
afterEach(() => {
  oublier(true);
  vi.unstubAllGlobals();
});

describe("another phrase", () => {
  it("is derived twice, then replaces the vault that was received", async () => {
    expect(await refermerCoffre("ancien", "nouvelle phrase")).toEqual({ ok: true, value: undefined });
    expect(commandes).toEqual(["deriveTwice", "changePhrase"]);
    expect(envois).toEqual([{ k_auth_avant: "ancien", k_auth: "nouveau", coffre_avant: "V1", coffre: "V2" }]);
    expect(sessionCourante()?.coffre).toBe("V2");
  });

  it.each(["deriveTwice", "changePhrase"])("sends nothing when %s fails", async (etape) => {
    refus[etape] = "appareil_refuse";
    expect(await refermerCoffre("ancien", "nouvelle phrase")).toMatchObject({ ok: false, code: "appareil_refuse" });
    expect(envois).toEqual([]);
    expect(sessionCourante()?.coffre).toBe("V1");
  });

  it("keeps the one before when the box refuses", async () => {
    reponse = 409;
    expect(await refermerCoffre("ancien", "nouvelle phrase")).toMatchObject({ ok: false, code: "coffre_change" });
    expect(sessionCourante()?.coffre).toBe("V1");
  });

  it("asks the box when the answer is lost, and says when nobody knows", async () => {
    reponse = "perdue";
    expect(await refermerCoffre("ancien", "nouvelle phrase")).toMatchObject({ ok: false, code: "changement_inconnu" });
    gardee = "V2";
    expect((await refermerCoffre("ancien", "nouvelle phrase")).ok).toBe(true);
    expect(sessionCourante()?.coffre).toBe("V2");
  });

  it("signs nobody in again who has left meanwhile", async () => {
    const issue = refermerCoffre("ancien", "nouvelle phrase");
    oublier(true);
    await issue;
    expect(sessionCourante()).toBeNull();
  });
});

describe("the phrase in force", () => {
  it("is tried on the vault of this page before the box hears of it", async () => {
    expect(await prouverPhrase("la mienne")).toEqual({ ok: true, value: "de la mienne" });
    refus.openVault = "coffre_refuse";
    expect(await prouverPhrase("une autre")).toMatchObject({ ok: false, code: "phrase_fausse" });
    expect(envois).toEqual([]);
  });

  it("closes every other visit, kept as it is", async () => {
    expect((await fermerAilleurs("la mienne")).ok).toBe(true);
    expect(envois).toMatchObject([{ k_auth_avant: "de la mienne", coffre_avant: "V1", coffre: "V2" }]);
    envois.length = 0;
    refus.openVault = "coffre_refuse";
    expect((await fermerAilleurs("une autre")).ok).toBe(false);
    expect(envois).toEqual([]);
  });
});
