//! Certificates for a server on loopback, made for one test and signed by an authority of their own.

use openssl::asn1::Asn1Time;
use openssl::bn::BigNum;
use openssl::hash::MessageDigest;
use openssl::nid::Nid;
use openssl::pkey::{PKey, Private};
use openssl::rsa::Rsa;
use openssl::x509::extension::{BasicConstraints, SubjectAlternativeName};
use openssl::x509::{X509, X509Builder, X509Name, X509NameBuilder};
use tokio_native_tls::TlsAcceptor;
use tokio_native_tls::native_tls::{self, Identity};

/// A server's side of TLS for a name, and the certificate in PEM of the authority that signed for it.
pub(crate) fn certified(name: &str) -> (TlsAcceptor, Vec<u8>) {
    let (authority_key, key) = (new_key(), new_key());
    let mut authority = unsigned("gonogo test authority", 1, &authority_key);
    let issuer = title("gonogo test authority");
    authority.set_issuer_name(&issuer).unwrap();
    let ca = BasicConstraints::new().critical().ca().build().unwrap();
    authority.append_extension(ca).unwrap();
    authority.sign(&authority_key, MessageDigest::sha256()).unwrap();
    let authority = authority.build();

    let mut server = unsigned(name, 2, &key);
    server.set_issuer_name(&issuer).unwrap();
    let names = SubjectAlternativeName::new()
        .dns(name)
        .build(&server.x509v3_context(Some(&authority), None))
        .unwrap();
    server.append_extension(names).unwrap();
    server.sign(&authority_key, MessageDigest::sha256()).unwrap();
    (acceptor(&server.build(), &key), authority.to_pem().unwrap())
}

fn acceptor(certificate: &X509, key: &PKey<Private>) -> TlsAcceptor {
    let pem = certificate.to_pem().unwrap();
    let key = key.private_key_to_pem_pkcs8().unwrap();
    let identity = Identity::from_pkcs8(&pem, &key).unwrap();
    native_tls::TlsAcceptor::new(identity).unwrap().into()
}

fn new_key() -> PKey<Private> {
    PKey::from_rsa(Rsa::generate(2048).unwrap()).unwrap()
}

fn unsigned(name: &str, serial: u32, key: &PKey<Private>) -> X509Builder {
    let mut builder = X509::builder().unwrap();
    builder.set_version(2).unwrap();
    let serial = BigNum::from_u32(serial).unwrap().to_asn1_integer().unwrap();
    builder.set_serial_number(&serial).unwrap();
    builder.set_subject_name(&title(name)).unwrap();
    builder.set_pubkey(key).unwrap();
    builder
        .set_not_before(&Asn1Time::days_from_now(0).unwrap())
        .unwrap();
    builder
        .set_not_after(&Asn1Time::days_from_now(2).unwrap())
        .unwrap();
    builder
}

fn title(name: &str) -> X509Name {
    let mut builder = X509NameBuilder::new().unwrap();
    builder.append_entry_by_nid(Nid::COMMONNAME, name).unwrap();
    builder.build()
}
