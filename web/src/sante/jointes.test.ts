import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Outcome } from "../commun/api";

const volet = "a1".repeat(16);
const eleve = { nom: "ROITELET", prenom: "Anémone", naissance: "2014-03-09", division: "6A", niveau: "5e" };
type Suivi = { signal?: AbortSignal; adresse?: string; ouvert?: (adresse: string) => void };
const scelles: Array<{ donnees: Uint8Array; metadonnees: Record<string, unknown> }> = [];
const envois: Suivi[] = [];
const gardes = new Map<string, Record<string, unknown>>();
let scellement: { ok: boolean; code?: string };
let envoyer: (suivi: Suivi) => Promise<Outcome<string>>;
let depot: { status: number; corps: unknown };
let plis: unknown[];

vi.mock("../coffre/coffre", () => ({
  coffre: {
    prepare: () => undefined,
    forget: () => undefined,
    call: (commande: string, demande: (typeof scelles)[number], avancer?: (part: number) => void) => {
      if (commande === "acceptDirectory")
        return Promise.resolve({ ok: true, value: { racine: "R", epoque: 1, etab: "e", uai: "u", epinglee: true } });
      scelles.push(demande);
      avancer?.(0.5);
      const value = { manifeste: "m", corps: new Uint8Array(9), empreinte: `h${scelles.length}` };
      return Promise.resolve(scellement.ok ? { ok: true, value } : scellement);
    },
  },
}));
vi.mock("../commun/acces/ouvrir", () => ({ clesOuvertes: () => ({ racine: "R", epoque_min: 1 }) }));
vi.mock("../commun/envoi", () => ({
  envoyer: (_volet: string, _corps: Blob, classe: string, suivi: Suivi) => {
    expect(classe).toBe("scelle"); // never sent unsealed
    envois.push(suivi);
    return envoyer(suivi);
  },
}));
vi.mock("../commun/image", () => ({
  preparerPhoto: (fichier: File) =>
    Promise.resolve(
      fichier.type.startsWith("image/")
        ? { ok: true, value: { image: new Blob(["redrawn"]), defauts: [] } }
        : { ok: false, code: "image_illisible" },
    ),
}));
vi.mock("./gardes", () => ({
  garder: (garde: { pli: string }) => Promise.resolve(void gardes.set(garde.pli, garde)),
  lacher: (pli: string) => Promise.resolve(void gardes.delete(pli)),
  gardees: (compte: string) => Promise.resolve([...gardes.values()].filter((une) => une.compte === compte)),
}));

const { demarrerSession, oublier } = await import("../commun/session");
const J = await import("./jointes");

const photo = (nom = "IMG_1.jpg") => new File(["camera, place and hour"], nom, { type: "image/jpeg" });
const pdf = (nom = "ordonnance.pdf") => new File(["%PDF-1.7 rest"], nom, { type: "application/pdf" });
const choisir = (...fichiers: File[]) => J.ajouter(volet, eleve, fichiers);
const les = () => J.jointesDe(volet);
const etats = () => les().map(({ etat }) => etat.nom);
const clair = (rang: number) => new TextDecoder().decode(scelles[rang]?.donnees);

beforeEach(() => {
  demarrerSession({ compte: "c1", role: "responsable", identifiant: "K" } as never);
  scelles.length = 0;
  envois.length = 0;
  gardes.clear();
  plis = [];
  scellement = { ok: true };
  envoyer = () => Promise.resolve({ ok: true, value: "e5".repeat(16) });
  depot = { status: 201, corps: { id: "p", version: 1, empreinte: "h1" } };
  vi.stubGlobal("fetch", (url: string, init: RequestInit) => {
    const json = (corps: unknown, status = 200) => Promise.resolve(new Response(JSON.stringify(corps), { status }));
    if (init.method === "PUT") return json(depot.corps, depot.status);
    if (url.endsWith("/annuaire")) return json({ racine: "r", certificats: [], instantanes: [] });
    if (url.endsWith("/plis")) return json({ plis });
    if (url.endsWith("/moi")) return json({ responsable: {}, volets: [{ id: volet, eleve }] });
    return json({ nom: "c", campagne: "ouverte", etab: "e", maintenant: 100 });
  });
});
afterEach(() => {
  oublier(true);
  vi.unstubAllGlobals();
});

describe("choosing papers", () => {
  it("draws a photo again, keeps a PDF as it is, and guesses what the name says", async () => {
    expect(await choisir(photo(), pdf())).toEqual([]);
    expect(les().map(({ papier }) => papier?.nature)).toEqual(["autre", "ordonnance"]);
    await J.fermerEtEnvoyer(volet);
    expect([clair(0), clair(1)]).toEqual(["redrawn", "%PDF-1.7 rest"]);
    expect(scelles[1]?.metadonnees).toMatchObject({
      nature: "ordonnance",
      nom: "ordonnance.pdf",
      eleve: { nom: "ROITELET" },
    });
  });

  it("says which can't go, and takes the others", async () => {
    const lourd = new File(["%PDF-"], "gros.pdf");
    Object.defineProperty(lourd, "size", { value: J.octetsMaximum + 1 });
    const menteur = new File(["<html>"], "menteur.pdf", { type: "application/pdf" });
    expect(await choisir(new File([], "rien.pdf"), lourd, menteur, pdf())).toEqual([
      { nom: "rien.pdf", code: "fichier_vide" },
      { nom: "gros.pdf", code: "trop_grand" },
      { nom: "menteur.pdf", code: "image_illisible" },
    ]);
    expect(les()).toHaveLength(1);
  });

  it("receives what was met in a slot that is read", async () => {
    await J.accueillir(volet, pdf());
    expect(les()).toMatchObject([{ papier: { nom: "ordonnance.pdf", eleve }, etat: { nom: "choisie" } }]);
    expect(envois).toEqual([]);
  });
});

describe("closing and sending", () => {
  it("lets a paper go only when the box has its envelope", async () => {
    await choisir(photo(), pdf());
    await J.fermerEtEnvoyer(volet);
    expect(les()).toEqual([]);
    expect(J.deposeesDe(volet)).toBe(2);
  });

  it.each(["coffre_indisponible", "memoire_insuffisante", "coffre_ferme"])(
    "keeps the paper and sends nothing when sealing says %s",
    async (code) => {
      await choisir(pdf());
      scellement = { ok: false, code };
      await J.fermerEtEnvoyer(volet);
      expect(les()).toMatchObject([{ papier: { nom: "ordonnance.pdf" }, etat: { nom: "ratee", code } }]);
      expect(envois).toEqual([]);
      scellement = { ok: true };
      await J.fermerEtEnvoyer(volet);
      expect(les()).toEqual([]);
    },
  );

  it("goes on where the sending stopped, with the same envelope", async () => {
    await choisir(pdf());
    envoyer = (suivi) => {
      suivi.ouvert?.("/api/v1/envois/e5");
      return Promise.resolve({ ok: false, code: "envoi_interrompu" });
    };
    await J.fermerEtEnvoyer(volet);
    expect(etats()).toEqual(["ratee"]);
    envoyer = () => Promise.resolve({ ok: true, value: "e5".repeat(16) });
    await J.fermerEtEnvoyer(volet);
    expect(scelles).toHaveLength(1);
    expect(envois.map(({ adresse }) => adresse)).toEqual([undefined, "/api/v1/envois/e5"]);
    expect(les()).toEqual([]);
  });

  it("closes it anew when the nurse's key has changed meanwhile", async () => {
    await choisir(pdf());
    depot = { status: 422, corps: { code: "annuaire_change" } };
    await J.fermerEtEnvoyer(volet);
    expect(les()).toMatchObject([{ etat: { nom: "ratee", code: "annuaire_change" } }]);
    depot = { status: 201, corps: { id: "p", version: 1, empreinte: "h2" } };
    await J.fermerEtEnvoyer(volet);
    expect(scelles).toHaveLength(2);
    expect(les()).toEqual([]);
  });

  it("is a success when only the answer was lost", async () => {
    await choisir(pdf());
    depot = { status: 409, corps: { code: "pli_deja_depose" } };
    plis = [{ id: "p", version: 1, empreinte: "h1" }];
    await J.fermerEtEnvoyer(volet);
    expect(les()).toEqual([]);
  });

  it("stops by hand, keeps the paper, and closes it anew if what it is has been corrected", async () => {
    await choisir(pdf());
    let finir: (issue: Outcome<string>) => void = () => undefined;
    envoyer = ({ signal }) =>
      new Promise((fini) => {
        finir = fini;
        signal?.addEventListener("abort", () => fini({ ok: false, code: "envoi_interrompu" }));
      });
    const envoi = J.fermerEtEnvoyer(volet);
    await vi.waitFor(() => expect(etats()).toEqual(["envoi"]));
    J.arreter(les()[0]!);
    await envoi;
    expect(les()).toMatchObject([{ papier: { nom: "ordonnance.pdf" }, etat: { nom: "choisie" } }]);
    J.nommer(les()[0]!, "pai");
    const suite = J.fermerEtEnvoyer(volet);
    await vi.waitFor(() => expect(envois).toHaveLength(2));
    finir({ ok: true, value: "e5".repeat(16) });
    await suite;
    expect(scelles.map(({ metadonnees }) => metadonnees.nature)).toEqual(["ordonnance", "pai"]);
  });
});

describe("a phone she said is hers", () => {
  const couper = async () => {
    await choisir(pdf());
    envoyer = () => Promise.resolve({ ok: false, code: "envoi_interrompu" });
    await J.fermerEtEnvoyer(volet);
  };

  it("keeps nothing unless it was said", async () => {
    await couper();
    expect(gardes.size).toBe(0);
    J.direPersonnel(true);
    expect(gardes.size).toBe(1);
    J.direPersonnel(false);
    expect(gardes.size).toBe(0);
  });

  it("keeps the closed envelope alone, until the box has it", async () => {
    J.direPersonnel(true);
    await couper();
    const garde = [...gardes.values()][0]!;
    expect(Object.keys(garde).sort()).toEqual(
      ["adresse", "compte", "corps", "depuis", "empreinte", "manifeste", "pli", "version", "volet"].sort(),
    );
    expect(JSON.stringify(garde)).not.toContain("ordonnance");
    envoyer = () => Promise.resolve({ ok: true, value: "e5".repeat(16) });
    await J.fermerEtEnvoyer(volet);
    expect(gardes.size).toBe(0);
  });

  it("takes it up again after the page was lost, without the paper nor the keys", async () => {
    J.direPersonnel(true);
    await couper();
    const gardee = [...gardes.values()][0]!;
    J.retirer(les()[0]!); // the page is lost
    gardes.set(String(gardee.pli), { ...gardee, adresse: "/api/v1/envois/e5" });
    await J.reprendreGardees();
    await J.reprendreGardees();
    expect(les()).toHaveLength(1);
    envoyer = () => Promise.resolve({ ok: true, value: "e5".repeat(16) });
    await J.fermerEtEnvoyer(volet);
    expect(scelles).toHaveLength(1);
    expect(envois.at(-1)?.adresse).toBe("/api/v1/envois/e5");
    expect(les()).toEqual([]);
  });

  it("asks for the paper when the envelope kept is good no more", async () => {
    J.direPersonnel(true);
    await couper();
    const gardee = [...gardes.values()][0]!;
    J.retirer(les()[0]!);
    gardes.set(String(gardee.pli), gardee);
    await J.reprendreGardees();
    envoyer = () => Promise.resolve({ ok: true, value: "e5".repeat(16) });
    depot = { status: 422, corps: { code: "annuaire_change" } };
    await J.fermerEtEnvoyer(volet);
    expect(les()).toMatchObject([{ etat: { nom: "ratee", code: "papier_a_reprendre" } }]);
    expect(gardes.size).toBe(0);
  });
});

it("forgets every paper when she leaves", async () => {
  await choisir(pdf());
  oublier();
  expect(les()).toHaveLength(1); // the access closed by itself: behind the phrase
  oublier(true);
  expect(les()).toEqual([]);
});
