#pragma once

#include <string_view>

namespace pipeline {

// Which name (first four letters of the BIC) a French bank code goes by: the main networks only; a bank that is not here
// leads to no conclusion. Numbers and names are public facts: each line was compared with the French table of schwifty
// (github.com/mdomke/schwifty, bank_registry/manual_fr.json, MIT), which agrees on every one but 30076 under SOGE, that
// the Crédit du Nord took when it merged into the Société Générale in 2023 and that no table we read confirms. A code
// with two lines goes by both names.
struct Bank {
  std::string_view code;
  std::string_view bic;
};

inline constexpr Bank banks[] = {
    // Banque de France, Trésor public, La Banque Postale
    {"30001", "BDFE"},
    {"10071", "TRPU"},
    {"20041", "PSST"},
    // LCL, Société Générale (with the former Crédit du Nord), BNP Paribas, CCF
    {"30002", "CRLY"},
    {"30003", "SOGE"},
    {"30076", "NORD"},
    {"30076", "SOGE"},
    {"30004", "BNPA"},
    {"30056", "CCFR"},
    // Crédit Agricole, one code per region
    {"10206", "AGRI"},
    {"11006", "AGRI"},
    {"11206", "AGRI"},
    {"11306", "AGRI"},
    {"11706", "AGRI"},
    {"12006", "AGRI"},
    {"12206", "AGRI"},
    {"12406", "AGRI"},
    {"12506", "AGRI"},
    {"12906", "AGRI"},
    {"13106", "AGRI"},
    {"13306", "AGRI"},
    {"13506", "AGRI"},
    {"13606", "AGRI"},
    {"13906", "AGRI"},
    {"14406", "AGRI"},
    {"14506", "AGRI"},
    {"14706", "AGRI"},
    {"14806", "AGRI"},
    {"16006", "AGRI"},
    {"16106", "AGRI"},
    {"16606", "AGRI"},
    {"16706", "AGRI"},
    {"16806", "AGRI"},
    {"16906", "AGRI"},
    {"17106", "AGRI"},
    {"17206", "AGRI"},
    {"17806", "AGRI"},
    {"17906", "AGRI"},
    {"18106", "AGRI"},
    {"18206", "AGRI"},
    {"18306", "AGRI"},
    {"18706", "AGRI"},
    {"19106", "AGRI"},
    {"19406", "AGRI"},
    {"19506", "AGRI"},
    // Caisses d'épargne, one code per region
    {"11315", "CEPA"},
    {"11425", "CEPA"},
    {"12135", "CEPA"},
    {"13135", "CEPA"},
    {"13335", "CEPA"},
    {"13485", "CEPA"},
    {"13825", "CEPA"},
    {"14265", "CEPA"},
    {"14445", "CEPA"},
    {"14505", "CEPA"},
    {"15135", "CEPA"},
    {"16275", "CEPA"},
    {"17515", "CEPA"},
    {"18025", "CEPA"},
    {"18315", "CEPA"},
    {"18715", "CEPA"},
    // Banques populaires, one code per region, and BRED
    {"10107", "BRED"},
    {"10207", "CCBP"},
    {"10807", "CCBP"},
    {"10907", "CCBP"},
    {"13507", "CCBP"},
    {"13807", "CCBP"},
    {"14607", "CCBP"},
    {"14707", "CCBP"},
    {"16607", "CCBP"},
    {"16807", "CCBP"},
    {"17807", "CCBP"},
    {"18707", "CCBP"},
    // Crédit Mutuel and CIC
    {"10278", "CMCI"},
    {"15589", "CMBR"},
    {"30066", "CMCI"},
    {"10096", "CMCI"},
    {"10057", "CMCI"},
    {"30027", "CMCI"},
    {"30047", "CMCI"},
    {"30087", "CMCI"},
    // Banks without branches
    {"40618", "BOUS"},
    {"14518", "FTNO"},
    {"20433", "NTSB"},
    {"16598", "FPEL"},
    {"16958", "QNTO"},
    {"16218", "BFBK"},
    {"18370", "GPBA"},
    {"28233", "REVO"},
    {"12548", "AXAB"},
    {"42559", "CCOP"},
};

}  // namespace pipeline
