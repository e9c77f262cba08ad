// One envelope: the form on the screen and on one sheet of paper, or a document drawn page by page. Nothing is shown before
// the last check of the vault.
import { useEffect, useState } from "preact/hooks";
import { messageInfirmerie } from "./refus";
import { Alerte, Resume } from "../commun/composants/Alerte";
import { Bouton } from "../commun/composants/Bouton";
import { ChampLong } from "../commun/composants/Champ";
import { Titre } from "../commun/composants/Titre";
import { t } from "../commun/i18n";
import { aller } from "../commun/route";
import {
  ecrireMessage,
  type Enveloppe,
  fermerCle,
  type LectureFiche,
  type LecturePiece,
  lire,
  lirePiece,
  signerRecus,
  useCle,
} from "./cle";
import { FeuilleDeFiche } from "./fiche";
import type { ProprietesLecteur } from "./lecteur";
import { Piece } from "./piece";

type Lue = { fiche: LectureFiche } | { piece: LecturePiece };

export function Lecture({ parametres, etablissement }: ProprietesLecteur) {
  const cle = useCle();
  const [lue, poser] = useState<Lue>();
  const [code, poserCode] = useState<string>();
  const enveloppe = cle?.enveloppes.find((une) => une.pli.id === parametres.pli);

  useEffect(() => {
    if (!cle) return aller("/infirmerie", { remplacer: true });
    if (!enveloppe) return poserCode("introuvable");
    let actuel = true;
    const { pli } = enveloppe;
    const ouvrir = async () => {
      const issue = pli.kind === 2 ? await lire(pli) : await lirePiece(pli);
      if (!actuel) return;
      if (!issue.ok) poserCode(issue.code);
      else poser("fiche" in issue.value ? { fiche: issue.value } : { piece: issue.value });
    };
    void ouvrir();
    return () => {
      actuel = false;
    };
  }, [cle === null]);

  if (!cle) return null;
  const autres = cle.enveloppes.filter(
    (une) => une.pli.volet === enveloppe?.pli.volet && une.pli.id !== enveloppe.pli.id,
  );
  return (
    <>
      <p class="fil sans-impression">
        <a href="/infirmerie">← {t("infirmerie.retour")}</a>
      </p>
      {code || !enveloppe ? (
        <>
          <Titre>{t("infirmerie.refusee_titre")}</Titre>
          <Alerte genre="erreur">
            <p>{t(enveloppe?.pli.octets === 0 ? "infirmerie.detruite_texte" : "infirmerie.refusee")}</p>
            <p>{t("infirmerie.refusee_suite")}</p>
            {code && code !== "pli_refuse" && <p class="discret">{messageInfirmerie({ code })}</p>}
          </Alerte>
        </>
      ) : lue ? (
        <>
          {"fiche" in lue ? (
            <FeuilleDeFiche lue={lue.fiche} enveloppe={enveloppe} college={etablissement?.nom ?? ""} titre={Titre} />
          ) : (
            <Piece lue={lue.piece} enveloppe={enveloppe} />
          )}
          <div class="sans-impression">
            {"fiche" in lue && (
              <>
                <div class="boutons">
                  <Bouton onClick={() => print()}>{t("infirmerie.imprimer_fiche")}</Bouton>
                  <Bouton genre="second" onClick={fermerCle}>
                    {t("infirmerie.fermer_cle")}
                  </Bouton>
                </div>
                <p class="discret">{t("infirmerie.impression_aide")}</p>
              </>
            )}
            {autres.length > 0 && (
              <>
                <h2>{t("infirmerie.autres")}</h2>
                <ul>
                  {autres.map(({ pli }) => (
                    <li key={pli.id}>
                      <a href={`/infirmerie/plis/${pli.id}`}>
                        {t(pli.kind === 2 ? "infirmerie.fiche" : "infirmerie.piece_jointe")}
                      </a>
                    </li>
                  ))}
                </ul>
              </>
            )}
            <Recu enveloppe={enveloppe} />
            <Message enveloppe={enveloppe} />
          </div>
        </>
      ) : (
        <p class="attente" role="status">
          {t("infirmerie.ouverture_fiche")}
        </p>
      )}
    </>
  );
}

function Recu({ enveloppe }: { enveloppe: Enveloppe }) {
  const [erreur, poserErreur] = useState<string>();
  const signer = async () => {
    const issue = await signerRecus([enveloppe.pli]);
    poserErreur(issue.ok ? undefined : messageInfirmerie(issue));
  };
  return (
    <section aria-label={t("infirmerie.recu_titre")}>
      <h2>{t("infirmerie.recu_titre")}</h2>
      {enveloppe.relevee ? (
        <Alerte genre="succes">
          <p>{t("infirmerie.recu_signe")}</p>
        </Alerte>
      ) : (
        <>
          <p>{t("infirmerie.recu_texte")}</p>
          {erreur && (
            <Alerte genre="erreur">
              <p>{erreur}</p>
            </Alerte>
          )}
          <Bouton genre="second" onClick={() => void signer()}>
            {t("infirmerie.recu_bouton")}
          </Bouton>
        </>
      )}
    </section>
  );
}

const messageMaximum = 4000;

function Message({ enveloppe }: { enveloppe: Enveloppe }) {
  const [texte, ecrire] = useState("");
  const [erreur, poserErreur] = useState<string>();
  const [parti, partir] = useState(false);
  const [occupe, occuper] = useState(false);
  const envoyer = async (envoi: Event) => {
    envoi.preventDefault();
    if (occupe) return;
    partir(false);
    if (texte.trim() === "") return poserErreur(t("infirmerie.message_vide"));
    occuper(true);
    const issue = await ecrireMessage(enveloppe.pli, texte.trim());
    occuper(false);
    poserErreur(issue.ok ? undefined : messageInfirmerie(issue));
    if (!issue.ok) return; // what she wrote stays
    ecrire("");
    partir(true);
  };
  return (
    <form onSubmit={(envoi) => void envoyer(envoi)} noValidate>
      <h2>{t("infirmerie.message_titre", { responsable: enveloppe.pli.responsable })}</h2>
      <Resume erreurs={erreur ? [{ champ: "message", message: erreur }] : []} />
      {parti && (
        <Alerte genre="succes">
          <p>{t("infirmerie.message_parti")}</p>
        </Alerte>
      )}
      <ChampLong
        nom="message"
        libelle={t("infirmerie.message")}
        aide={t("infirmerie.message_aide")}
        maximum={messageMaximum}
        valeur={texte}
        changer={ecrire}
        erreur={erreur}
      />
      <Bouton type="submit" genre="second" occupe={occupe}>
        {t("infirmerie.message_fermer")}
      </Bouton>
    </form>
  );
}
