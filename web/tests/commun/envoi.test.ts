// The real tus client against a small box that stores, forgets connections, and loses an answer on the way.
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, expect, it, vi } from "vitest";
import { envoyer, idDe, tranche } from "../../src/commun/envoi";

const volet = "c3".repeat(16);
const id = "e1".repeat(16);
let serveur: Server;
let recu = Buffer.alloc(0);
let tranches: number[] = [];
let annonce: Record<string, string | string[] | undefined> = {};
let panne: "aucune" | "coupe" | "perdReponse" | "refuse" = "aucune";

beforeAll(async () => {
  serveur = createServer((demande, reponse) => {
    const morceaux: Buffer[] = [];
    demande.on("data", (morceau: Buffer) => morceaux.push(morceau));
    demande.on("end", () => {
      reponse.setHeader("Tus-Resumable", "1.0.0");
      if (demande.method === "POST") {
        annonce = demande.headers;
        if (panne === "refuse") {
          reponse.writeHead(413, { "Content-Type": "application/problem+json" });
          return reponse.end('{"type":"about:blank","status":413,"code":"piece_trop_lourde"}');
        }
        return reponse.writeHead(201, { Location: `/api/v1/envois/${id}` }).end();
      }
      if (demande.method === "HEAD") {
        return reponse
          .writeHead(200, { "Upload-Offset": String(recu.length), "Upload-Length": String(annonce["upload-length"]) })
          .end();
      }
      if (Number(demande.headers["upload-offset"]) !== recu.length) return reponse.writeHead(409).end();
      if (panne === "coupe" && tranches.length === 2) {
        panne = "aucune";
        return void demande.socket.destroy();
      }
      recu = Buffer.concat([recu, ...morceaux]);
      tranches.push(Buffer.concat(morceaux).length);
      if (panne === "perdReponse" && tranches.length === 2) {
        panne = "aucune"; // stored, but the phone never knows
        return void demande.socket.destroy();
      }
      reponse.writeHead(204, { "Upload-Offset": String(recu.length) }).end();
    });
  });
  await new Promise<void>((pret) => serveur.listen(0, "127.0.0.1", pret));
  const port = (serveur.address() as AddressInfo).port;
  (window as unknown as { happyDOM: { setURL(url: string): void } }).happyDOM.setURL(`http://127.0.0.1:${port}/`);
});
afterAll(() => serveur.close());
beforeEach(() => {
  recu = Buffer.alloc(0);
  tranches = [];
  panne = "aucune";
});

const contenu = Buffer.from(Array.from({ length: 3 * tranche + 1234 }, (_, i) => (i * 7919) % 251));
const envoi = (suivi = {}) => envoyer(volet, new Blob([contenu]), "lisible", suivi);

it("sends in small slices, says how far, and gives the upload's id", async () => {
  const vus: number[] = [];
  expect(await envoi({ avancement: (envoyes: number) => vus.push(envoyes) })).toEqual({ ok: true, value: id });
  expect(recu.equals(contenu)).toBe(true);
  expect(Math.max(...tranches)).toBe(tranche);
  expect(vus.at(-1)).toBe(contenu.length);
  expect(annonce["x-dsco"]).toBe("1");
  expect(annonce["upload-metadata"]).toBe(`classe ${btoa("lisible")}`);
});

it.each(["coupe", "perdReponse"] as const)("goes on where it stopped when the network fails: %s", async (comment) => {
  panne = comment;
  expect(await envoi()).toEqual({ ok: true, value: id });
  expect(recu.equals(contenu)).toBe(true);
});

it("waits for the network, then sends", async () => {
  const etats: string[] = [];
  vi.spyOn(navigator, "onLine", "get").mockReturnValue(false);
  const promesse = envoi({ etat: (etat: string) => etats.push(etat) });
  await vi.waitFor(() => expect(etats).toEqual(["attente"]));
  expect(tranches).toEqual([]);
  vi.restoreAllMocks();
  dispatchEvent(new Event("online"));
  expect(await promesse).toEqual({ ok: true, value: id });
  expect(etats).toEqual(["attente", "envoi"]);
});

it("gives the box's own code when it refuses, without insisting", async () => {
  panne = "refuse";
  expect(await envoi()).toEqual({ ok: false, code: "piece_trop_lourde" });
});

it("stops when told to", async () => {
  const arret = new AbortController();
  arret.abort();
  expect(await envoi({ signal: arret.signal })).toEqual({ ok: false, code: "envoi_interrompu" });
  expect(tranches).toEqual([]);
});

it("leaves nothing of the upload in the browser", async () => {
  await envoi();
  expect(localStorage.length).toBe(0);
});

it("believes only an id in a Location", () => {
  expect(idDe(`/api/v1/envois/${id}`)).toBe(id);
  for (const faux of [null, "/api/v1/envois/", `/api/v1/envois/${id}/x`, `/api/v1/envois/${id.toUpperCase()}`]) {
    expect(idDe(faux)).toBeUndefined();
  }
});
