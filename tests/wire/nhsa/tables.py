"""The field tables of the interface, transcribed from docs/protocols/nhsa.md's sources, one field a line.

`name type [Y] [as …]`: Y is required; `as` says how we read it where we are more lenient than the table, and the test
demands that it is so. Tables that no source gives are not here; they are marked [U] in the docs.
"""

ENVELOPE = """
infno C6 Y
msgid C30 Y
mdtrtarea_admvs C6 Y
insuplc_admdvs C6
recer_sys_code C10 Y as C10
dev_no C100
dev_safe_info C2000
cainfo C1024
signtype C10
infver C6 Y as C6
opter_type C3 Y
opter C30 Y
opter_name C50 Y
inf_time DT Y
fixmedins_code C30 Y
fixmedins_name C200 Y
sign_no C30
"""

SIGN_IN = """
opter_no C20 Y
mac C20
ip C20 as C50
"""

SIGNED_IN = """
sign_time DT Y
sign_no C30 Y
"""

SIGN_OUT = """
sign_no C30 Y
opter_no C20 Y
"""

PERSON_QUERY = """
mdtrt_cert_type C3 Y
mdtrt_cert_no C50 Y
card_sn C32
begntime DT
psn_cert_type C6
certno C50
psn_name C50
"""

PERSON = """
psn_no C30 Y
psn_cert_type C6 Y as C6
certno C50 Y as C50
psn_name C50 Y as C50
gend C6 Y as C6
naty C3
brdy D
age N4,1 Y as N4,1
exp_content C4000
"""

INSURANCE = """
balc N16,2 Y as N16,2
insutype C6 Y
psn_type C6 Y as C6
psn_insu_stas C6 Y as C6
psn_insu_date D
paus_insu_date D
cvlserv_flag C3 Y as C3
insuplc_admdvs C6 Y
emp_name C200
"""

STANDING = """
psn_idet_type C3 Y as C6 Y
psn_type_lv C3
memo C500
begntime DT Y as DT
endtime DT
"""

ENTITLEMENT_QUERY = """
psn_no C30 Y
insutype C6 Y
fixmedins_code C12 Y
med_type C6 Y
begntime DT Y
endtime DT
dise_codg C30
dise_name C500
"""

REGISTRATION = """
psn_no C30 Y
insutype C6 Y
begntime DT Y
mdtrt_cert_type C3 Y
mdtrt_cert_no C50 Y
ipt_otp_no C30 Y
atddr_no C30 Y
dr_name C50 Y
dept_code C30 Y
dept_name C100 Y
caty C6 Y
"""

REGISTERED = """
mdtrt_id C30 Y
psn_no C30 Y as C30
ipt_otp_no C30 Y as C30
"""

REGISTRATION_CANCEL = """
psn_no C30 Y
mdtrt_id C30 Y
ipt_otp_no C30 Y
"""

VISIT_INFO = """
mdtrt_id C30 Y
psn_no C30 Y
med_type C6 Y
begntime DT Y
main_cond_dscr C1000
dise_codg C30
dise_name C500
birctrl_type C6
birctrl_matn_date D
matn_type C6
geso_val N2
"""

VISIT_DIAGNOSIS = """
diag_type C3 Y
diag_srt_no N2 Y
diag_code C20 Y
diag_name C100 Y
diag_dept C50 Y
dise_dor_no C30 Y
dise_dor_name C50 Y
diag_time DT Y
vali_flag C3 Y
"""

LINE = """
feedetl_sn C30 Y
mdtrt_id C30 Y
psn_no C30 Y
dise_codg C30
fee_ocur_time DT Y
med_list_codg C50 Y
medins_list_codg C150 Y
det_item_fee_sumamt N16,2 Y
cnt N16,4 Y
pric N16,6 Y
bilg_dept_codg C30 Y
bilg_dept_name C100 Y
bilg_dr_codg C30 Y
bilg_dr_name C50 Y
hosp_appr_flag C3 Y
tcmdrug_used_way C6
etip_flag C3
etip_hosp_code C30
dscg_tkdrug_flag C3
matn_fee_flag C6
exp_content C4000
"""

OUTPATIENT_LINE = (
    LINE
    + """
chrg_bchno C30 Y
rxno C30
rx_circ_flag C3 Y
sin_dos_dscr C200
used_frqu_dscr C200
medc_way_dscr C200
prd_days N4,2
"""
)

INPATIENT_LINE = (
    LINE
    + """
init_feedetl_sn C30
drord_no C30
med_type C6 Y
memo C500
"""
)

SPLIT_LINE = """
feedetl_sn C30 Y
det_item_fee_sumamt N16,2 Y
cnt N16,4 Y
pric N16,6 Y
pric_uplmt_amt N16,6 Y
selfpay_prop N5,4
fulamt_ownpay_amt N16,2
overlmt_amt N16,2
preselfpay_amt N16,2
inscp_scp_amt N16,2
chrgitm_lv C3 Y
med_chrgitm_type C6 Y
bas_medn_flag C3
hi_nego_drug_flag C3
chld_medc_flag C3
list_sp_item_flag C3
drt_reim_flag C3
lmt_used_flag C3 Y as C3
memo C500
"""

FEE_WITHDRAWAL = """
mdtrt_id C30 Y
chrg_bchno C30 Y
psn_no C30 Y
"""

PRESETTLEMENT = """
psn_no C30 Y
mdtrt_cert_type C3 Y
mdtrt_cert_no C50 Y
med_type C6 Y
medfee_sumamt N16,2 Y
psn_setlway C6 Y
mdtrt_id C30 Y
chrg_bchno C30 Y
acct_used_flag C1 Y as C3 Y
insutype C6 Y
"""

PARTS = """
fulamt_ownpay_amt N16,2 Y
overlmt_selfpay N16,2 Y
preselfpay_amt N16,2 Y
inscp_scp_amt N16,2 Y
"""

SETTLEMENT = PRESETTLEMENT + PARTS + "invono C20\n"

CANCEL = """
setl_id C30 Y
mdtrt_id C30 Y
psn_no C30 Y
"""

ADMISSION = """
psn_no C30 Y
insutype C6 Y
coner_name C50
tel C50
begntime DT Y
mdtrt_cert_type C3 Y
mdtrt_cert_no C50 Y
med_type C6 Y
ipt_no C30 Y
medrcdno C30
atddr_no C30 Y
chfpdr_name C50 Y
adm_diag_dscr C200 Y
adm_dept_codg C30 Y
adm_dept_name C100 Y
adm_bed C30 Y
dscg_maindiag_code C20 Y
dscg_maindiag_name C300 Y
main_cond_dscr C1000
dise_codg C30
dise_name C500
"""

STAY_DIAGNOSIS = """
psn_no C30 Y
diag_type C3 Y
maindiag_flag C3 Y
diag_srt_no N2 Y
diag_code C20 Y
diag_name C100 Y
adm_cond C500
diag_dept C50 Y
dise_dor_no C30 Y
dise_dor_name C50 Y
diag_time DT Y
"""

DISCHARGE = """
mdtrt_id C30 Y
psn_no C30 Y
insutype C6 Y
endtime DT Y
dise_codg C30
dise_name C500
cop_flag C3
dscg_dept_codg C30 Y
dscg_dept_name C100 Y
dscg_bed C30
dscg_way C3 Y
die_date D
"""

STAY = """
mdtrt_id C30 Y
psn_no C30 Y
"""

LINE_WITHDRAWAL = """
feedetl_sn C30 Y
mdtrt_id C30 Y
psn_no C30 Y
"""

STAY_TERMS = """
psn_no C30 Y
mdtrt_cert_type C3 Y
mdtrt_cert_no C50 Y
medfee_sumamt N16,2 Y
psn_setlway C6 Y
mdtrt_id C30 Y
insutype C6 Y
invono C20
mid_setl_flag C3 Y
dscgTime D
"""

STAY_PRESETTLEMENT = STAY_TERMS + PARTS + "acct_used_flag C3\n"
STAY_SETTLEMENT = STAY_TERMS + PARTS.replace(" Y", "") + "acct_used_flag C3 Y\n"

REVERSAL = """
psn_no C30 Y
omsgid C30 Y
oinfno C4 Y as C6 Y
"""
