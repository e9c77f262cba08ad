// Words of health in a file about to leave: its name, and the text of a PDF when it can be read simply. A question, asked
// before anything is sent; the reading asks again for what this misses. Nothing found here leaves this page.
import type { PieceType } from "../../api.gen";

const plier = (texte: string) =>
  texte
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, " ");

// One is enough in a file's name: people name what they hold.
const noms: readonly RegExp[] = [
  /\bordonnances?\b/,
  /\bcertif(icat)?s? med(ical|icaux)?\b/,
  /\bcarnets? (de )?sante\b/,
  /\bvaccin(s|ation|ations|al|aux)?\b/,
  /\bpai\b/,
  /\bbilan (medical|sanguin|orthophoni\w*|psycho\w*)\b/,
  /\b(analyse|analyses) (de )?sang\b/,
  /\b(compte rendu|cr) (medical|operatoire|d hospitalisation|hospitalisation)\b/,
  /\ballergi(e|es|que)\b/,
];

// In a text, two are needed, or one under a doctor's heading: an insurance speaks of « frais médicaux » all along.
const mots: readonly RegExp[] = [
  /\bordonnance medicale\b|\bordonnance\b/,
  /\bposologie\b/,
  /\bdiagnosti(c|que)\b/,
  /\bprojet d accueil individualise\b/,
  /\btraitement (medical|medicamenteux|de fond|en cours)\b/,
  /\bvaccin(s|ation|ations)?\b/,
  /\bcarnet de sante\b/,
  /\bcertificat medical\b/,
  /\basthm(e|atique)\b/,
  /\ballergi(e|es|que)\b/,
  /\b(comprimes?|gelules?|suppositoires?) (par jour|matin|le matin|matin et soir)\b/,
];
const enTete = /\b(dr|docteur|medecin|pediatre|cabinet medical|rpps|centre hospitalier|hopital|clinique)\b/;

// A judge's decision is an « ordonnance » too.
const ordonnance = /ordonnance/;
const pour = (liste: readonly RegExp[], type: PieceType) =>
  type === "jugement" ? liste.filter((mot) => !ordonnance.test(mot.source)) : liste;

export const nomMedical = (nom: string, type: PieceType): boolean =>
  pour(noms, type).some((mot) => mot.test(plier(nom.replace(/\.[a-z0-9]{2,5}$/i, ""))));

export function texteMedical(texte: string, type: PieceType): boolean {
  const plie = plier(texte);
  const trouves = pour(mots, type).filter((mot) => mot.test(plie)).length;
  return trouves >= 2 || (trouves === 1 && enTete.test(plie));
}

// --- the text of a PDF, best effort: strings shown by streams that inflate. Fonts of their own alphabet stay unread.
const pdfMaximum = 5 * 1024 * 1024;
const texteMaximum = 200_000;
const fluxMaximum = 1024 * 1024; // one stream, inflated: a bomb is cut there
const fluxLus = 40;

export async function textePdf(pdf: Blob): Promise<string> {
  if (pdf.size > pdfMaximum || typeof DecompressionStream === "undefined") return "";
  const octets = new Uint8Array(await pdf.arrayBuffer());
  const brut = latin(octets);
  if (!brut.startsWith("%PDF")) return "";
  let texte = "";
  let lus = 0;
  for (const trouve of brut.matchAll(/stream\r?\n/g)) {
    if (lus >= fluxLus || texte.length > texteMaximum) break;
    if (brut.slice(trouve.index - 3, trouve.index) === "end") continue;
    // The dictionary just before says how it is packed; pictures and fonts are not looked at.
    const avant = brut.slice(Math.max(0, trouve.index - 800), trouve.index);
    const dictionnaire = avant.slice(avant.lastIndexOf(" obj") + 1);
    if (/\/Subtype\s*\/(Image|Type1C|CIDFontType0C|OpenType)|\/Length1|\/FunctionType|\/XRef/.test(dictionnaire))
      continue;
    const debut = trouve.index + trouve[0].length;
    const fin = brut.indexOf("endstream", debut);
    if (fin < 0) break;
    lus++;
    const filtre = /\/Filter\s*\[?\s*\/(\w+)/.exec(dictionnaire)?.[1];
    if (filtre === undefined) texte += ` ${chaines(brut.slice(debut, Math.min(fin, debut + fluxMaximum)))}`;
    else if (filtre === "FlateDecode") texte += ` ${chaines(latin(await gonfler(octets.subarray(debut, fin))))}`;
  }
  return texte.slice(0, texteMaximum);
}

const latin = (octets: Uint8Array) => new TextDecoder("windows-1252").decode(octets);

async function gonfler(octets: Uint8Array): Promise<Uint8Array> {
  const morceaux: Uint8Array[] = [];
  let total = 0;
  try {
    const lecteur = new Blob([octets.slice()]).stream().pipeThrough(new DecompressionStream("deflate")).getReader();
    while (total < fluxMaximum) {
      const { done, value } = await lecteur.read();
      if (done) break;
      morceaux.push(value);
      total += value.length;
    }
    void lecteur.cancel().catch(() => undefined);
  } catch {
    // damaged, or followed by a stray byte: what came before is kept
  }
  const tout = new Uint8Array(total);
  let place = 0;
  for (const morceau of morceaux) {
    tout.set(morceau, place);
    place += morceau.length;
  }
  return tout;
}

// (…) Tj and [(…) -250 (…)] TJ. Inside an array only a wide gap is a space: kerning cuts words in pieces.
function chaines(contenu: string): string {
  let texte = "";
  let attente = ""; // strings whose operator has not come
  let dansTableau = false;
  for (const [signe] of contenu.matchAll(
    /\((?:\\.|[^\\()])*\)|<[0-9a-fA-F\s]+>|-?\d+(?:\.\d+)?|[[\]]|[A-Za-z'"*]+/gs,
  )) {
    if (signe.startsWith("(")) attente += echappements(signe.slice(1, -1));
    else if (signe.startsWith("<")) attente += deHexa(signe.slice(1, -1).replace(/\s/g, ""));
    else if (signe === "[" || signe === "]") dansTableau = signe === "[";
    else if (/^-?\d/.test(signe)) attente += dansTableau && Number(signe) < -180 ? " " : "";
    else {
      if (signe === "TJ" || signe === "Tj" || signe === "'" || signe === '"') texte += `${attente} `;
      attente = "";
    }
    if (texte.length > texteMaximum) break;
  }
  return texte;
}

const codes: Record<string, string> = { n: "\n", r: "\r", t: "\t", b: "", f: "" };
const echappements = (texte: string) =>
  texte.replace(/\\([0-7]{1,3}|.)/gs, (_, code: string) =>
    /^[0-7]/.test(code) ? latin(Uint8Array.of(Number.parseInt(code, 8) & 255)) : (codes[code] ?? code),
  );

// Two bytes a letter with a nought first is plain Unicode; anything else is numbers of a font's own.
function deHexa(hexa: string): string {
  const octets = Uint8Array.from(hexa.match(/../g) ?? [], (paire) => Number.parseInt(paire, 16));
  const large = octets.length >= 2 && octets.length % 2 === 0 && octets.every((octet, i) => i % 2 === 1 || octet === 0);
  return latin(large ? octets.filter((_, i) => i % 2 === 1) : octets);
}
