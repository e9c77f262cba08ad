import { afterEach, describe, expect, it, vi } from "vitest";

const oublis: string[] = [];
vi.mock("../coffre/coffre", () => ({
  coffre: {
    prepare: () => undefined,
    forget: () => oublis.push("forget"),
    call: (commande: string) =>
      Promise.resolve({
        ok: true,
        value: {
          openTrousseau: { empreinte: "R", empreinte_courte: "FWYX-79AY-1W0R", cert: "c", fin: 2 },
          openCarnet: { bordereaux: [], plis: {}, annonces: {} },
          judgePlis: { confiances: [] },
        }[commande],
      }),
  },
}));

const { fermerCle, ouvrirCle } = await import("./cle");
const { choisirSource } = await import("./source");
choisirSource((await import("./source_page")).sourcePage);

const boite = (plis: number) =>
  vi.stubGlobal("fetch", (url: string) => {
    const corps = url.endsWith("/accueil")
      ? { nom: "c", campagne: "ouverte", etab: "e", maintenant: 1 }
      : url.endsWith("/annuaire")
        ? { racine: "r", certificats: [], instantanes: [] }
        : url.endsWith("/plis")
          ? { plis: [], attendus: 0 }
          : url.endsWith("/etat")
            ? { uai: "0009990J", bureau: true, trousseau: "t", deposes: 0, attendus: 0 }
            : { bordereaux: [] };
    const status = url.endsWith("/plis") ? plis : 200;
    return Promise.resolve(new Response(JSON.stringify(status === 200 ? corps : { code: "panne" }), { status }));
  });
afterEach(() => {
  fermerCle();
  vi.unstubAllGlobals();
});

describe("the nurse's key", () => {
  it("stays open only when what the box holds could be shown with it", async () => {
    boite(200);
    oublis.length = 0;
    expect((await ouvrirCle("une phrase")).ok).toBe(true);
    expect(oublis).toEqual([]);
    boite(500);
    expect(await ouvrirCle("une phrase")).toMatchObject({ ok: false, code: "panne" });
    expect(oublis).toEqual(["forget"]);
  });
});
