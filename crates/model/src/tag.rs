//! Parts of speech.

use serde::{Deserialize, Serialize};

use crate::named_enum;

named_enum! {
    /// A universal part of speech (Universal Dependencies, version 2).
    Upos {
        /// Adjective.
        Adj = "ADJ",
        /// Preposition or postposition.
        Adp = "ADP",
        /// Adverb.
        Adv = "ADV",
        /// Auxiliary verb.
        Aux = "AUX",
        /// Coordinating conjunction.
        Cconj = "CCONJ",
        /// Determiner.
        Det = "DET",
        /// Interjection.
        Intj = "INTJ",
        /// Common noun.
        Noun = "NOUN",
        /// Numeral.
        Num = "NUM",
        /// Particle.
        Part = "PART",
        /// Pronoun.
        Pron = "PRON",
        /// Proper noun.
        Propn = "PROPN",
        /// Punctuation.
        Punct = "PUNCT",
        /// Subordinating conjunction.
        Sconj = "SCONJ",
        /// Symbol.
        Sym = "SYM",
        /// Verb.
        Verb = "VERB",
        /// None of the others.
        X = "X",
    }
}

named_enum! {
    /// A tag of the Penn Treebank (Santorini 1990, and `HYPH` of its later editions), which tells
    /// number, degree and the forms of verbs.
    Penn {
        /// Currency.
        Currency = "$",
        /// Closing quotation mark.
        CloseQuote = "''",
        /// Comma.
        Comma = ",",
        /// Opening bracket.
        OpenBracket = "-LRB-",
        /// Closing bracket.
        CloseBracket = "-RRB-",
        /// End of a sentence.
        Stop = ".",
        /// Colon, semicolon or dash.
        Colon = ":",
        /// Number.
        Cd = "CD",
        /// Coordinating conjunction.
        Cc = "CC",
        /// Determiner.
        Dt = "DT",
        /// Existential `there`.
        Ex = "EX",
        /// Foreign word.
        Fw = "FW",
        /// Hyphen within a compound.
        Hyph = "HYPH",
        /// Preposition or subordinating conjunction.
        In = "IN",
        /// Adjective.
        Jj = "JJ",
        /// Adjective, comparative.
        Jjr = "JJR",
        /// Adjective, superlative.
        Jjs = "JJS",
        /// Mark of a list.
        Ls = "LS",
        /// Modal verb.
        Md = "MD",
        /// Noun, singular.
        Nn = "NN",
        /// Proper noun, singular.
        Nnp = "NNP",
        /// Proper noun, plural.
        Nnps = "NNPS",
        /// Noun, plural.
        Nns = "NNS",
        /// What stands before a determiner.
        Pdt = "PDT",
        /// Ending of the genitive.
        Pos = "POS",
        /// Personal pronoun.
        Prp = "PRP",
        /// Possessive pronoun.
        PrpPos = "PRP$",
        /// Adverb.
        Rb = "RB",
        /// Adverb, comparative.
        Rbr = "RBR",
        /// Adverb, superlative.
        Rbs = "RBS",
        /// Particle.
        Rp = "RP",
        /// Symbol.
        Sym = "SYM",
        /// `to`.
        To = "TO",
        /// Interjection.
        Uh = "UH",
        /// Verb, base form.
        Vb = "VB",
        /// Verb, past tense.
        Vbd = "VBD",
        /// Verb, gerund or present participle.
        Vbg = "VBG",
        /// Verb, past participle.
        Vbn = "VBN",
        /// Verb, present, not third person singular.
        Vbp = "VBP",
        /// Verb, present, third person singular.
        Vbz = "VBZ",
        /// Determiner that asks or relates.
        Wdt = "WDT",
        /// Pronoun that asks or relates.
        Wp = "WP",
        /// The same, possessive.
        WpPos = "WP$",
        /// Adverb that asks or relates.
        Wrb = "WRB",
        /// Opening quotation mark.
        OpenQuote = "``",
    }
}

/// What part of speech a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Tag {
    /// Its universal part of speech.
    pub upos: Upos,
    /// Its tag of the Penn Treebank.
    pub penn: Penn,
}
